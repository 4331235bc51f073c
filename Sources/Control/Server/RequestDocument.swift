import Domain
import HTTP

/// Puts a request's path, query and body together into the one document that its operation reads.
struct RequestDocument {
  let route: Route
  let pathFields: [String: String]

  /// - Throws: `bad_request` or `too_large`, with the place of the problem.
  func read(_ request: Request) throws(ErrorObject) -> JSON {
    var members = try route.endpoint.method.hasBody ? body(of: request) : [:]
    for item in request.query {
      try add(item.value, to: item.name, in: &members, from: "the query")
    }
    for name in pathFields.keys.sorted() {
      guard members[name] == nil else {
        throw ErrorObject(.badRequest, "\(name): given in the path and again beside it")
      }
      try add(pathFields[name] ?? "", to: name, in: &members, from: "the path")
    }
    let document = JSON.object(members)
    try route.request.check(document)
    return document
  }

  private func body(of request: Request) throws(ErrorObject) -> [String: JSON] {
    let endpoint = route.endpoint
    guard request.body.count <= endpoint.bodyLimit else {
      throw ErrorObject(
        .tooLarge, "the body has \(request.body.count) bytes; \(endpoint.bodyLimit) are allowed")
    }
    let type = (request.header("content-type") ?? "").prefix { $0 != ";" }.lowercased()
    if type == "text/csv", let field = endpoint.csvField {
      guard let text = String(validating: request.body, as: UTF8.self) else {
        throw ErrorObject(.badRequest, "the CSV is not UTF-8")
      }
      return [field: .string(text)]
    }
    // The form type is what `curl --data` sends unasked.
    guard ["", "application/json", "application/x-www-form-urlencoded"].contains(type) else {
      throw ErrorObject(.badRequest, "the body is \(type); send application/json")
    }
    guard !request.body.isEmpty else { return [:] }
    return try members(of: request.body, limit: endpoint.bodyLimit)
  }

  private func members(of body: [UInt8], limit: Int) throws(ErrorObject) -> [String: JSON] {
    let document: JSON
    do {
      document = try JSON(
        parsing: body, bounds: JSON.Bounds(bytes: limit, depth: JSON.Bounds.standard.depth))
    } catch {
      switch error {
      case .tooLarge(let limit): throw ErrorObject(.tooLarge, "more than \(limit) bytes of JSON")
      case .tooDeep(let limit):
        throw ErrorObject(.badRequest, "the JSON is nested deeper than \(limit) levels")
      case .malformed:
        throw ErrorObject(.badRequest, "the body is not JSON: \(JSONFault.place(in: body))")
      }
    }
    guard let members = document.object else {
      throw ErrorObject(.badRequest, "the body must be a JSON object")
    }
    return members
  }

  /// Adds a field that arrived as text; its shape says what the text means.
  ///
  /// Naming a list's field again adds to the list.
  private func add(
    _ text: String, to name: String, in members: inout [String: JSON], from origin: String
  ) throws(ErrorObject) {
    guard let member = route.request.members.first(where: { $0.name == name }) else {
      throw ErrorObject(
        .badRequest, "\(name): unknown field in \(origin)",
        hint: Spelling.hint(name, among: route.request.members.map(\.name)))
    }
    if case .list(let element) = member.shape {
      let value = try RequestDocument.value(text, element, name)
      members[name] = .array((members[name]?.array ?? []) + [value])
    } else {
      guard members[name] == nil else {
        throw ErrorObject(.badRequest, "\(name): given more than once")
      }
      members[name] = try RequestDocument.value(text, member.shape, name)
    }
  }

  private static func value(_ text: String, _ shape: Shape, _ name: String) throws(ErrorObject)
    -> JSON
  {
    switch shape {
    case .text, .choice, .any: return .string(text)
    case .integer:
      guard let number = Int64(text) else {
        throw ErrorObject(.badRequest, "\(name): \"\(text)\" is not a whole number")
      }
      return .integer(number)
    case .number:
      guard let number = Double(text), number.isFinite else {
        throw ErrorObject(.badRequest, "\(name): \"\(text)\" is not a number")
      }
      return .number(number)
    case .boolean:
      guard text == "true" || text == "false" else {
        throw ErrorObject(.badRequest, "\(name): \"\(text)\" is neither true nor false")
      }
      return .bool(text == "true")
    case .list, .map, .object:
      throw ErrorObject(.badRequest, "\(name): does not fit into a query; send it in the body")
    }
  }
}
