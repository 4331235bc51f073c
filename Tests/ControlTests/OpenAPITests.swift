import Control
import Domain
import Testing

@Suite("The OpenAPI document")
struct OpenAPITests {
  @Test("it is served, and names every route with its method")
  func served() async {
    let answer = await ControlServer.fake().ask("GET", "/v1/openapi.json", uid: 40)
    #expect(answer.status == 200)
    // Parsed once: the document is long.
    let document = answer.json
    #expect(document["openapi"] == "3.1.0")
    for route in Route.all {
      let method = route.endpoint.method.rawValue.lowercased()
      let operation = document["paths"]?[route.endpoint.path]?[method]
      #expect(operation?["operationId"]?.string == route.endpoint.name)
    }
    let count = document["paths"]?.object?.values.reduce(0) { $0 + ($1.object?.count ?? 0) }
    #expect(count == Route.all.count)
  }

  @Test("every reference leads to a schema, and every path field is a parameter")
  func references() throws {
    let document = OpenAPI.document(of: Route.all, version: "1.0.0")
    var references: [String] = []
    collect(document, into: &references)
    #expect(references.count > 30)
    for reference in references {
      let name = String(reference.drop { $0 != "/" }.split(separator: "/").last ?? "")
      #expect(document["components"]?["schemas"]?[name] != nil, "\(reference)")
    }
    for route in Route.all {
      let method = route.endpoint.method.rawValue.lowercased()
      let operation = document["paths"]?[route.endpoint.path]?[method]
      let names = (operation?["parameters"]?.array ?? []).filter { $0["in"] == "path" }
      #expect(
        names.compactMap { $0["name"]?.string }.sorted()
          == route.endpoint.segments.compactMap(Endpoint.field).sorted())
    }
  }

  private func collect(_ value: JSON, into references: inout [String]) {
    if let members = value.object {
      for name in members.keys.sorted() {
        if name == "$ref", let text = members[name]?.string { references.append(text) }
        collect(members[name] ?? .null, into: &references)
      }
    }
    for element in value.array ?? [] { collect(element, into: &references) }
  }

  @Test("a post's request has its fields, required ones marked, and no others")
  func post() {
    let document = OpenAPI.document(of: Route.all, version: "1.0.0")
    let body = document["paths"]?["/v1/posts"]?["post"]?["requestBody"]
    let schema = body?["content"]?["application/json"]?["schema"]
    #expect(schema?["required"] == ["to", "text"])
    #expect(schema?["additionalProperties"] == false)
    #expect(schema?["properties"]?["late"]?["enum"] == ["publish", "skip", "ask"])
    #expect(schema?["properties"]?["grace_s"]?["type"] == "integer")
  }
}
