import COpenSSL
import Domain
import Glibc
import HTTP
import PlatformModels
import Synchronization
import Testing

@testable import Sandbox

/// SHA-256 by OpenSSL.
struct OpenSSLHashing: Hashing {
  func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let isDone = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1
    precondition(isDone, "SHA-256 failed")
    return digest
  }
}

/// A wall clock that stands still until it is moved.
final class HandClock: Sendable {
  private let now = Mutex(Instant(milliseconds: 1_795_132_800_000))

  var read: @Sendable () -> Instant {
    { self.now.withLock { $0 } }
  }

  func move(_ duration: Duration) {
    now.withLock { $0 = $0 + duration }
  }
}

/// A running sandbox with a client.
struct Fixture {
  let server: SandboxServer
  let clock: HandClock
  private let transport: CurlTransport
  var token: String?

  var mastodon: String { address(of: .mastodon) }
  var bluesky: String { address(of: .bluesky) }

  private func address(of name: PlatformName) -> String {
    server.networks.first { $0.network.name == name }?.address ?? ""
  }

  /// Runs `body` with a sandbox on free ports, and stops it afterwards.
  static func run(
    stateFile: String? = nil, _ body: (inout Fixture) async throws -> Void
  ) async throws {
    var options = SandboxOptions()
    options.port = 0
    options.stateFile = stateFile
    let clock = HandClock()
    let server = try await SandboxServer.start(
      options, hashing: OpenSSLHashing(), now: clock.read)
    let transport = try CurlTransport(
      .init(userAgent: "sandbox tests"), wallClock: clock.read)
    var fixture = Fixture(server: server, clock: clock, transport: transport)
    do {
      try await body(&fixture)
    } catch {
      await transport.stop()
      await server.stop()
      throw error
    }
    await transport.stop()
    await server.stop()
  }

  func outcome(
    _ method: Call.Method, _ url: String, _ headers: [Field] = [], _ body: [UInt8] = []
  ) async -> Outcome {
    var headers = headers
    if let token { headers.append(Field("Authorization", "Bearer \(token)")) }
    return await transport.send(
      ReadyRequest(
        method, url, headers: headers, body: body.isEmpty ? [] : [.bytes(body)],
        isRepeatable: false)
    ).outcome
  }

  /// The answer; a failure of the test when there is none.
  func send(
    _ method: Call.Method, _ url: String, _ headers: [Field] = [], _ body: [UInt8] = []
  ) async throws -> Answer {
    let outcome = await outcome(method, url, headers, body)
    guard case .answered(let answer) = outcome else {
      throw NoAnswer(outcome: outcome)
    }
    return answer
  }

  struct NoAnswer: Error {
    var outcome: Outcome
  }

  func json(_ method: Call.Method, _ url: String, _ body: JSON) async throws -> Answer {
    try await send(method, url, [Field("Content-Type", "application/json")], body.bytes)
  }

  /// Signs in at the Mastodon server: registers an app, approves it, exchanges the code.
  mutating func signInToMastodon() async throws {
    let redirect = "urn:ietf:wg:oauth:2.0:oob"
    let app = try await json(
      .post, mastodon + "/api/v1/apps",
      ["client_name": "Tests", "redirect_uris": .string(redirect), "scopes": "read write"])
    let id = try #require(app.json?["client_id"]?.string)
    let secret = try #require(app.json?["client_secret"]?.string)
    let approved = try await send(
      .get,
      mastodon + "/oauth/authorize?response_type=code&scope=read+write&approve=1"
        + "&client_id=\(id)&redirect_uri=\(PercentEncoding.component(redirect))")
    let code = try #require(approved.header("location")?.split(separator: "=").last)
    let form =
      "grant_type=authorization_code&code=\(code)&client_id=\(id)&client_secret=\(secret)"
      + "&redirect_uri=\(PercentEncoding.form(redirect))"
    let answer = try await send(
      .post, mastodon + "/oauth/token",
      [Field("Content-Type", "application/x-www-form-urlencoded")], Array(form.utf8))
    token = try #require(answer.json?["access_token"]?.string)
  }

  func post(_ text: String) async -> Outcome {
    await outcome(
      .post, mastodon + "/api/v1/statuses",
      [Field("Content-Type", "application/json")], JSON.object(["status": .string(text)]).bytes)
  }

  func timelines() async throws -> [JSON] {
    try await send(.get, server.page + "/timelines.json").json?["posts"]?.array ?? []
  }
}
