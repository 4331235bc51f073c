import Domain
import HTTP
import Testing

@testable import Daemon

@Suite("Secrets in addresses and headers")
struct SecretAddressTests {
  private static let key = SecretKey("vault:7/1/start/token")
  private static let token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

  private func filler(_ value: String) -> CallFiller {
    CallFiller(secrets: [Self.key: Secret(value)], path: { $0 })
  }

  private func url(_ address: Call.Address, _ value: String) throws -> String {
    let call = Call(.post, to: address)
    return try filler(value).request(for: call, isRepeatable: true, incoming: { "" }).url
  }

  @Test("are filled in while sending, whole or their last segments")
  func filled() throws {
    let bot = Call.Address(.text("https://a.example/bot"), .secret(Self.key), .text("/getMe"))
    #expect(try url(bot, "1:A") == "https://a.example/bot1:A/getMe")
    let hook = Call.Address(
      .text("https://a.example/v10/webhooks/"), .secret(Self.key, .lastSegments(2)))
    for pasted in ["https://ptb.a.example/api/webhooks/12/abc", "12/abc", "/12/abc/"] {
      #expect(try url(hook, pasted) == "https://a.example/v10/webhooks/12/abc")
    }
    #expect(try url(hook, "abc") == "https://a.example/v10/webhooks/abc")
  }

  @Test("that are missing keep the call from leaving")
  func missing() {
    let empty = CallFiller(secrets: [:], path: { $0 })
    #expect(throws: CallFiller.Missing.self) {
      try empty.request(
        for: Call(.get, to: .init(.secret(Self.key))), isRepeatable: true, incoming: { "" })
    }
  }

  @Test("are taken out of whatever the answer quotes")
  func redacted() throws {
    let call = Call(
      .get, to: .init(.text("https://a.example/bot"), .secret(Self.key), .text("/getMe")))
    let redaction = try filler(Self.token).redaction(for: call)
    let escaped = Self.token.replacing(":", with: "%3A")
    let answer = Answer(
      status: 302,
      headers: [.init("location", "https://b.example/bot\(escaped)/getMe"), .init("server", "x")],
      body: .bytes(Array("{\"url\":\"https:\\/\\/a\\/bot\(Self.token)\"}".utf8)),
      at: Instant(milliseconds: 0))
    let cleaned = redaction.cleaned(.answered(answer))
    #expect(!"\(cleaned)".contains("AAHdqTcv"))
    guard case .answered(let kept) = cleaned else { throw Unexpected() }
    #expect(!kept.text.contains("AAHdqTcv"))
    #expect(kept.text.contains("{vault:7/1/start/token}"))
    #expect(kept.header("server") == "x")
    #expect(
      redaction.cleaned(.unknown("to /bot\(Self.token)/")) != .unknown("to /bot\(Self.token)/"))
  }

  @Test("of a call without any leave its answer as it is")
  func untouched() throws {
    let redaction = try filler(Self.token).redaction(for: Call(.get, "https://a.example/x"))
    #expect(redaction.cleaned(.notSent(Self.token)) == .notSent(Self.token))
  }

  @Test("that come in headers and inside objects go to the vault")
  func sealed() throws {
    let body: JSON = ["data": ["id": "v1", "upload_url": "https://up.example/?t=1"], "n": 1]
    let answer = Answer(
      status: 200,
      headers: [.init("location", "https://up.example/s?upload_id=9"), .init("date", "today")],
      body: .bytes(body.bytes), at: Instant(milliseconds: 0))
    let split = VaultAnswer(
      answer, fields: ["data.upload_url", "data.absent", "n.deeper"], headers: ["location"]
    ) { SecretKey("vault:7/1/start/" + $0) }
    #expect(
      split.secrets.map(\.key.text) == [
        "vault:7/1/start/header.location", "vault:7/1/start/data.upload_url",
      ])
    #expect(
      split.secrets.map { $0.value.reveal { String(decoding: $0, as: UTF8.self) } } == [
        "https://up.example/s?upload_id=9", "https://up.example/?t=1",
      ])
    #expect(split.answer.header("location") == "vault:7/1/start/header.location")
    #expect(split.answer.header("date") == "today")
    #expect(
      split.answer.json?["data"]?["upload_url"]?["$secret"] == "vault:7/1/start/data.upload_url")
    #expect(split.answer.json?["data"]?["id"] == "v1")
    #expect(!"\(split.answer)".contains("up.example"))
  }

  @Test("that are every field of a form go to the vault, but for the one that is asked for")
  func everyField() throws {
    let body: JSON = [
      "args": [
        "fields": [
          ["name": "key", "value": "k/1"], ["name": "policy", "value": "p"],
          ["name": "signature", "value": "s"],
        ]
      ], "parameters": ["a": "1", "b": "2"],
    ]
    let answer = Answer(status: 200, body: .bytes(body.bytes), at: Instant(milliseconds: 0))
    let split = VaultAnswer(answer, fields: ["args.fields.*!key.value", "parameters.*"]) {
      SecretKey("vault:7/1/lease/" + $0)
    }
    #expect(
      split.secrets.map(\.key.text) == [
        "vault:7/1/lease/args.fields.1.value", "vault:7/1/lease/args.fields.2.value",
        "vault:7/1/lease/parameters.a", "vault:7/1/lease/parameters.b",
      ])
    let fields = try #require(split.answer.json?["args"]?["fields"])
    #expect(fields[0]?["value"] == "k/1")
    #expect(fields[1]?["value"]?["$secret"] == "vault:7/1/lease/args.fields.1.value")
  }

  @Test("of a header alone leave the body as it came")
  func headerOnly() {
    let answer = Answer(
      status: 200, body: .bytes(Array("plain".utf8)), at: Instant(milliseconds: 0))
    let split = VaultAnswer(answer, fields: [], headers: ["location"]) { SecretKey($0) }
    #expect(split.answer == answer)
    #expect(split.secrets.isEmpty)
  }

  private struct Unexpected: Error {}
}
