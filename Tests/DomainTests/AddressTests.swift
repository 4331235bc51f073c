import Domain
import Testing

@Suite("Addresses of calls")
struct AddressTests {
  private static let token = SecretKey("vault:connect/news/1/token")

  private func call(_ key: SecretKey) -> Call {
    Call(.post, to: .init(.text("https://api.example/bot"), .secret(key), .text("/send")))
  }

  @Test("show secrets by their names")
  func text() {
    #expect(call(Self.token).url == "https://api.example/bot{vault:connect/news/1/token}/send")
    #expect(Call(.get, "https://api.example/a?b=1").url == "https://api.example/a?b=1")
  }

  @Test("name the secrets that must be filled in, before those of the body")
  func keys() {
    var call = call(Self.token)
    call.body = [.secret(SecretKey("env:B"), .raw)]
    #expect(call.secretKeys == [Self.token, SecretKey("env:B")])
  }

  @Test("do not make another call of one whose token was renewed")
  func canonical() {
    let renewed = call(SecretKey("vault:connect/news/2/token"))
    #expect(call(Self.token).canonicalBytes == renewed.canonicalBytes)
    var other = renewed
    other.address.pieces[2] = .text("/edit")
    #expect(other.canonicalBytes != renewed.canonicalBytes)
    let plain = Call(.post, "https://api.example/botany/send")
    #expect(plain.canonicalBytes != renewed.canonicalBytes)
  }
}
