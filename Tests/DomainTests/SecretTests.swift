import Domain
import Testing

@Suite("Secrets")
struct SecretTests {
  private struct Holder {
    let name = "holder"
    let secret = Secret("canary")
    let list = [Secret("canary")]
    let maybe: Secret? = Secret("canary")
  }

  @Test("cannot be printed, dumped or mirrored, alone or inside something")
  func hidden() {
    let secret = Secret("canary")
    var shown = "\(secret)" + String(reflecting: secret) + String(describing: secret)
    dump(secret, to: &shown)
    dump(Holder(), to: &shown)
    print(secret, [secret], Holder(), to: &shown)
    debugPrint(secret, [secret], Holder(), to: &shown)
    #expect(shown.contains("<secret>"))
    #expect(!shown.contains("canary"))
    #expect(!shown.contains("99, 97"))
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test("cannot be encoded")
  func notEncodable() { #expect(!((Secret("x") as Any) is any Encodable)) }

  @Test("hands out its bytes only inside reveal, and compares by them")
  func reveal() {
    #expect(Secret("ab").reveal { $0 } == [0x61, 0x62])
    #expect(Secret("ab") == Secret([0x61, 0x62]))
    #expect(Secret("ab") != Secret("ac"))
    #expect(Secret("ab") != Secret("abc"))
    #expect(Secret("").isEmpty && !Secret("a").isEmpty)
    #expect(Set([Secret("a"), Secret("b"), Secret("a")]).count == 2)
  }

  @Test("names of vault secrets are the same for the same step")
  func names() {
    let key = SecretKey.vault(flow: FlowID(7), run: 2, step: "token", field: "access_token")
    #expect(key.text == "vault:7/2/token/access_token")
    #expect(key.isInVault)
    #expect(!SecretKey("file:/key").isInVault)
  }
}
