import Testing

@testable import HTTP

@Suite("A request's target")
struct RequestTargetTests {
  @Test(
    "is taken apart into clean segments and query items",
    arguments: [
      ("/", [], []),
      ("/v1/queue", ["v1", "queue"], []),
      ("//v1///queue/", ["v1", "queue"], []),
      ("/a%20b/c+d", ["a b", "c+d"], []),
      ("/%C3%A4", ["ä"], []),
      ("/posts/yaml%3Alaunch", ["posts", "yaml:launch"], []),
      ("/q?a=1&b=x+y%26z&c&=d", ["q"], [("a", "1"), ("b", "x y&z"), ("c", ""), ("", "d")]),
      ("/q?a=b=c?", ["q"], [("a", "b=c?")]),
      ("/q?", ["q"], []),
    ] as [(String, [String], [(String, String)])])
  func taken(target: String, path: [String], query: [(String, String)]) throws {
    let parsed = try #require(RequestTarget(target))
    #expect(parsed.path == path)
    #expect(parsed.query == query.map { Request.QueryItem($0, $1) })
  }

  @Test(
    "is refused when it is malformed or could mislead",
    arguments: [
      "", "*", "http://example.org/", "example.org:443", "/a/../b", "/..", "/%2e%2e/b", "/./a",
      "/a%00b", "/a%2Fb", "/a%0Ab", "/%zz", "/%4", "/%FF", "/q?a=%", "/q?a=%FF", "/a%7F",
    ])
  func refused(target: String) {
    #expect(RequestTarget(target) == nil)
  }
}
