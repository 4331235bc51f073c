import Adapters
import Domain
import Testing

@Suite("Posts by the address that a person copies")
struct AddressTests {
  @Test(
    "X",
    arguments: [
      ("https://x.com/Acme/status/123?s=20", "123"), ("https://x.com/i/web/status/123", "123"),
      ("https://twitter.com/acme/status/123/photo/1", "123"), ("https://x.com/eve/status/123", nil),
      ("https://x.com/acme/status/abc", nil), ("https://evil.example/acme/status/123", nil),
      ("nonsense", nil),
    ] as [(String, String?)])
  func x(_ address: String, _ id: String?) {
    #expect(XRecipe().remote(at: address, of: .x())?.id == id)
  }

  @Test(
    "LinkedIn",
    arguments: [
      ("https://www.linkedin.com/feed/update/urn:li:share:9/", "urn:li:share:9"),
      ("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A9", "urn:li:ugcPost:9"),
      ("https://www.linkedin.com/feed/update/urn:li:activity:9/", nil),
      ("https://evil.example/feed/update/urn:li:share:9/", nil),
    ] as [(String, String?)])
  func linkedIn(_ address: String, _ urn: String?) {
    #expect(LinkedInRecipe().remote(at: address, of: .linkedIn())?.id == urn)
  }

  @Test(
    "Telegram",
    arguments: [
      ("https://t.me/AcmeNews/7", "7"), ("https://t.me/acmenews/3/7?single", "7"),
      ("https://t.me/c/1234567890/7", "7"), ("https://t.me/c/1234567890/3/7", "7"),
      ("https://t.me/evenews/7", nil), ("https://t.me/acmenews", nil), ("https://t.me/7", nil),
      ("https://t.me/acmenews/0", nil), ("https://t.me/c/7", nil), ("https://t.me/c/99/7", nil),
      ("https://evil.example/acmenews/7", nil),
    ] as [(String, String?)])
  func telegram(_ address: String, _ id: String?) {
    var account = AccountFacts.telegram()
    account.server = ["chat": -1_001_234_567_890]
    #expect(TelegramRecipe().remote(at: address, of: account)?.id == id)
  }

  @Test(
    "Discord",
    arguments: [
      ("https://discord.com/channels/300/200/7", "7"),
      ("https://ptb.discord.com/channels/300/99/7", "7"),
      ("https://discord.com/channels/301/200/7", nil),
      ("https://discord.com/channels/300/200", nil),
      ("https://discord.com/channels/300/200/x", nil),
      ("https://evil.example/channels/300/200/7", nil),
    ] as [(String, String?)])
  func discord(_ address: String, _ id: String?) {
    #expect(DiscordRecipe().remote(at: address, of: .discord())?.id == id)
  }

  @Test(
    "Pinterest",
    arguments: [
      ("https://www.pinterest.com/pin/77/", "77"), ("https://de.pinterest.com/pin/77", "77"),
      ("https://www.pinterest.co.uk/pin/77/sent/?x=1", "77"),
      ("https://www.pinterest.com/pin/abc/", nil), ("https://www.pinterest.com/acme/", nil),
      ("https://evil.example/pin/77/", nil),
    ] as [(String, String?)])
  func pinterest(_ address: String, _ id: String?) {
    #expect(PinterestRecipe().remote(at: address, of: .pinterest())?.id == id)
  }

  @Test(
    "Reddit",
    arguments: [
      ("https://www.reddit.com/r/bells/comments/1abc/title/", "t3_1abc"),
      ("https://old.reddit.com/r/bells/comments/1abc", "t3_1abc"),
      ("https://redd.it/1abc", "t3_1abc"), ("https://www.reddit.com/r/bells/", nil),
      ("https://evil.example/comments/1abc", nil),
    ] as [(String, String?)])
  func reddit(_ address: String, _ id: String?) {
    #expect(RedditRecipe().remote(at: address, of: .reddit())?.id == id)
  }

  @Test("a sandbox on this machine stands for its network, and no other machine does")
  func sandbox() {
    var account = AccountFacts.pinterest()
    let address = "http://127.0.0.1:8943/pin/77/"
    #expect(PinterestRecipe().remote(at: address, of: account) == nil)
    account.settings["server"] = "http://127.0.0.1:8943"
    #expect(PinterestRecipe().remote(at: address, of: account)?.id == "77")
    account.settings["server"] = "https://evil.example"
    #expect(PinterestRecipe().remote(at: "https://evil.example/pin/77/", of: account) == nil)
  }
}
