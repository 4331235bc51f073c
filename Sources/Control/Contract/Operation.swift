package import Domain

/// One thing that the control API can do.
///
/// The type itself is the request's document; client and server are compiled from the same one, and
/// the OpenAPI document is derived from it.
package protocol Operation: Codable, Hashable, Sendable {
  /// The document of a successful answer.
  associatedtype Reply: Codable & Hashable & Sendable

  /// Where it is reached and who may.
  static var endpoint: Endpoint { get }

  /// Checks what types alone cannot say.
  ///
  /// - Throws: a `bad_request` that names the field.
  func validate() throws(ErrorObject)
}

extension Operation {
  package func validate() throws(ErrorObject) {}
}

/// The address of an operation in HTTP.
package struct Endpoint: Hashable, Sendable {
  /// A short, permanent name; OpenAPI's `operationId`.
  package let name: String
  package let method: Method
  /// Such as `/v1/posts/{uid}`; a name in braces is a field of the request.
  package let path: String
  /// The least role that may call it.
  package let role: Role
  /// One line for people.
  package let summary: String
  /// The most bytes that its body may have.
  package let bodyLimit: Int
  /// The field that a `text/csv` body stands for, where the whole body may be CSV.
  package let csvField: String?

  package init(
    _ name: String, _ method: Method, _ path: String, role: Role, bodyLimit: Int = 1 << 20,
    csvField: String? = nil, summary: String
  ) {
    self.name = name
    self.method = method
    self.path = path
    self.role = role
    self.summary = summary
    self.bodyLimit = bodyLimit
    self.csvField = csvField
  }

  /// The methods in use.
  package enum Method: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether the fields travel in the body instead of the query.
    package var hasBody: Bool { self == .post || self == .patch }
  }

  /// The path in segments; a field's name is kept in its braces.
  package var segments: [String] {
    path.split(separator: "/").map(String.init)
  }

  /// The field that `segment` stands for; `nil` for a literal one.
  package static func field(_ segment: String) -> String? {
    guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return nil }
    return String(segment.dropFirst().dropLast())
  }
}
