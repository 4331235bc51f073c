package import Domain

/// The OpenAPI 3.1 document, derived from the same table that the server routes by.
package enum OpenAPI {
  /// Where it is served.
  static let path = ["v1", "openapi.json"]

  /// - Parameter version: the program's.
  package static func document(of routes: [Route], version: String) -> JSON {
    var paths: [String: [String: JSON]] = [:]
    var schemas: [String: JSON] = [:]
    for route in routes {
      let endpoint = route.endpoint
      paths[endpoint.path, default: [:]][endpoint.method.rawValue.lowercased()] = operation(route)
      collect(route.request, into: &schemas, nestedOnly: true)
      collect(route.reply, into: &schemas)
    }
    collect(Shape.of(ErrorBody.self), into: &schemas)
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Belfry control API", "version": .string(version),
        "description": "HTTP/1.1 over a Unix socket; the peer's credentials decide the role.",
      ],
      "servers": [["url": "http://localhost"]],
      "paths": .object(paths.mapValues { .object($0) }),
      "components": ["schemas": .object(schemas)],
    ]
  }

  private static func operation(_ route: Route) -> JSON {
    let endpoint = route.endpoint
    let pathNames = endpoint.segments.compactMap(Endpoint.field)
    var parameters: [JSON] = []
    var bodyMembers: [Shape.Member] = []
    for member in route.request.members {
      if pathNames.contains(member.name) {
        parameters.append(parameter(member, in: "path", isRequired: true))
      } else if endpoint.method.hasBody {
        bodyMembers.append(member)
      } else {
        parameters.append(parameter(member, in: "query", isRequired: member.isRequired))
      }
    }
    var operation: [String: JSON] = [
      "operationId": .string(endpoint.name), "summary": .string(endpoint.summary),
      "x-role": .string(endpoint.role.word), "parameters": .array(parameters),
      "responses": responses(route),
    ]
    if endpoint.method.hasBody {
      operation["requestBody"] = body(bodyMembers, of: route)
    }
    return .object(operation)
  }

  private static func parameter(_ member: Shape.Member, in place: String, isRequired: Bool) -> JSON
  {
    [
      "name": .string(member.name), "in": .string(place), "required": .bool(isRequired),
      "schema": schema(member.shape),
    ]
  }

  private static func body(_ members: [Shape.Member], of route: Route) -> JSON {
    let shape = Shape.Object(name: "", members: members)
    var content: [String: JSON] = ["application/json": ["schema": schema(of: shape, closed: true)]]
    if route.endpoint.csvField != nil { content["text/csv"] = ["schema": ["type": "string"]] }
    return [
      "required": .bool(members.contains(where: \.isRequired)), "content": .object(content),
    ]
  }

  private static func responses(_ route: Route) -> JSON {
    let document = schema(route.reply)
    let error: JSON = [
      "description": "What went wrong, and what to do.",
      "content": [
        "application/json": ["schema": ["$ref": "#/components/schemas/ErrorBody"]]
      ],
    ]
    var responses: [String: JSON] = ["default": error]
    switch route.target {
    case .document:
      responses["200"] = [
        "description": "Done.", "content": ["application/json": ["schema": document]],
      ]
      if ["post", "import", "importProgress", "reload", "connect", "connectAnswer", "connectState"]
        .contains(route.endpoint.name)
      {
        responses["202"] = [
          "description": "Under way; Location says where to look.",
          "content": ["application/json": ["schema": document]],
        ]
      }
    case .events, .logs:
      responses["200"] = [
        "description": "One document a line, or server-sent events, until the client goes away.",
        "content": [
          "application/x-ndjson": ["schema": document], "text/event-stream": ["schema": document],
        ],
      ]
    }
    return .object(responses)
  }

  /// Puts every named object of `shape` into `schemas`.
  private static func collect(
    _ shape: Shape, into schemas: inout [String: JSON], nestedOnly: Bool = false
  ) {
    switch shape {
    case .list(let element), .map(let element): collect(element, into: &schemas)
    case .object(let object):
      if !nestedOnly { schemas[object.name] = schema(of: object, closed: false) }
      for member in object.members { collect(member.shape, into: &schemas) }
    case .text, .choice, .integer, .number, .boolean, .any: break
    }
  }

  private static func schema(_ shape: Shape) -> JSON {
    switch shape {
    case .text(let format):
      format.map { ["type": "string", "format": .string($0)] } ?? ["type": "string"]
    case .choice(let words): ["type": "string", "enum": .array(words.map(JSON.string))]
    case .integer: ["type": "integer", "format": "int64"]
    case .number: ["type": "number"]
    case .boolean: ["type": "boolean"]
    case .list(let element): ["type": "array", "items": schema(element)]
    case .map(let element): ["type": "object", "additionalProperties": schema(element)]
    case .object(let object): ["$ref": .string("#/components/schemas/\(object.name)")]
    case .any: [:]
    }
  }

  /// - Parameter closed: whether members that are not listed are refused. Requests are closed;
  ///   answers may grow.
  private static func schema(of object: Shape.Object, closed: Bool) -> JSON {
    var members: [String: JSON] = [:]
    for member in object.members { members[member.name] = schema(member.shape) }
    var schema: [String: JSON] = ["type": "object", "properties": .object(members)]
    let required = object.members.filter(\.isRequired).map { JSON.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    if closed { schema["additionalProperties"] = false }
    return .object(schema)
  }
}
