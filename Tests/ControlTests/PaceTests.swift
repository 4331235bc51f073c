import Control
import Domain
import Synchronization
import Testing

@Suite("The callers' pace")
struct PaceTests {
  private let rule = LimitRule(
    "control", scope: .host, .bucket(capacity: 3, perSeconds: 3), unit: "requests")

  @Test("a caller who asks too fast is told how long to wait, and others are not held up")
  func buckets() async {
    let clock = Mutex(Samples.moment)
    let server = ControlServer.fake(pace: rule) { clock.withLock { $0 } }
    for _ in 1...3 {
      #expect(await server.ask("GET", "/v1/status", uid: 30).status == 200)
    }
    let refused = await server.ask("GET", "/v1/status", uid: 30)
    #expect(refused.status == 429)
    #expect(refused.header("Retry-After") == "1")
    #expect(refused.json["error"]?["retryable"] == true)
    #expect(await server.ask("GET", "/v1/status", uid: 40).status == 200)
    clock.withLock { $0 = $0 + .seconds(1) }
    #expect(await server.ask("GET", "/v1/status", uid: 30).status == 200)
  }

  @Test("strangers are refused before they cost anybody's pace")
  func strangers() async {
    let server = ControlServer.fake(pace: rule)
    for _ in 1...10 {
      #expect(await server.ask("GET", "/v1/status", uid: 99).status == 403)
    }
  }
}
