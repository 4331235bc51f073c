import Domain

/// The parameters of a request, from a form, a multipart body or JSON, under the names that a form
/// gives them: `media_ids[]`, `poll[options][]`.
struct Parameters {
  private var values: [NamedValue] = []
  private(set) var files: [Multipart.Part] = []

  /// Why a request's parameters are not acceptable, in words for the developer of the client.
  struct Wrong: Error {
    var message: String
  }

  /// The kinds of body that an endpoint reads.
  enum Encoding: String {
    case form = "application/x-www-form-urlencoded"
    case multipart = "multipart/form-data"
    case json = "application/json"
  }

  /// The query of a request without a body.
  init(query request: ModelRequest) throws(Wrong) {
    guard request.body.isEmpty else { throw Wrong(message: "this request must not have a body") }
    values = request.query
  }

  /// The body of a request without a query.
  init(body request: ModelRequest, in encodings: [Encoding]) throws(Wrong) {
    guard request.query.isEmpty else {
      throw Wrong(message: "parameters belong in the body, not in the query")
    }
    if request.body.isEmpty && request.contentType == nil { return }
    guard let encoding = request.contentType.flatMap(Encoding.init), encodings.contains(encoding)
    else {
      throw Wrong(
        message: "content type \(request.contentType ?? "(none)") is not one of "
          + encodings.map(\.rawValue).joined(separator: ", "))
    }
    switch encoding {
    case .form:
      guard let text = String(validating: request.body, as: UTF8.self),
        let pairs = FormText.parse(text)
      else { throw Wrong(message: "the form has broken escapes or is not UTF-8") }
      values = pairs
    case .json:
      guard let json = try? JSON(parsing: request.body), case .object = json else {
        throw Wrong(message: "the body is not a JSON object")
      }
      try flatten(json, name: "")
    case .multipart: try read(multipart: request)
    }
  }

  private mutating func read(multipart request: ModelRequest) throws(Wrong) {
    guard
      let body = Multipart(contentType: request.header("content-type") ?? "", body: request.body)
    else { throw Wrong(message: "the multipart body is broken") }
    for part in body.parts {
      if part.fileName != nil {
        files.append(part)
      } else if let text = String(validating: part.bytes, as: UTF8.self) {
        values.append(NamedValue(part.name, text))
      } else {
        throw Wrong(message: "\(part.name) is not UTF-8")
      }
    }
  }

  private mutating func flatten(_ json: JSON, name: String) throws(Wrong) {
    switch json {
    case .null: break
    case .bool(let value): values.append(NamedValue(name, value ? "true" : "false"))
    case .integer(let value): values.append(NamedValue(name, String(value)))
    case .number(let value): values.append(NamedValue(name, "\(value)"))
    case .string(let value): values.append(NamedValue(name, value))
    case .array(let elements):
      for element in elements { try flatten(element, name: name + "[]") }
    case .object(let members):
      for key in members.keys.sorted() {
        guard let member = members[key] else { continue }
        try flatten(member, name: name.isEmpty ? key : "\(name)[\(key)]")
      }
    }
  }

  /// Refuses what the endpoint does not document, and single values that are given twice.
  ///
  /// - Parameter repeated: lists that are written by repeating a name without brackets.
  func check(allowed: [String], repeated: Set<String> = []) throws(Wrong) {
    var seen: Set<String> = []
    for name in values.map(\.name) + files.map(\.name) {
      guard allowed.contains(name) else {
        throw Wrong(
          message: "unknown parameter \"\(name)\"; known: \(allowed.joined(separator: ", "))")
      }
      guard seen.insert(name).inserted || name.contains("[]") || repeated.contains(name) else {
        throw Wrong(message: "\"\(name)\" is given twice")
      }
    }
  }

  func text(_ name: String) -> String? {
    values.first { $0.name == name }?.value
  }

  func list(_ name: String) -> [String] {
    values.filter { $0.name == name }.map(\.value)
  }

  func file(_ name: String) -> Multipart.Part? {
    files.first { $0.name == name }
  }

  func bool(_ name: String) throws(Wrong) -> Bool? {
    guard let text = text(name) else { return nil }
    switch text {
    case "true", "1": return true
    case "false", "0": return false
    default: throw Wrong(message: "\(name) is \"\(text)\", not true or false")
    }
  }

  func integer(_ name: String) throws(Wrong) -> Int? {
    guard let text = text(name) else { return nil }
    guard let value = Int(text) else {
      throw Wrong(message: "\(name) is \"\(text)\", not a whole number")
    }
    return value
  }

  func required(_ name: String) throws(Wrong) -> String {
    guard let text = text(name), !text.isEmpty else {
      throw Wrong(message: "\(name) is missing")
    }
    return text
  }
}
