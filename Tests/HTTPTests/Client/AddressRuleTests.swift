import Glibc
import Testing

@testable import HTTP

@Suite("The address rule")
struct AddressRuleTests {
  /// Spellings of addresses that an author's URL must not lead to, each in a form that the
  /// system's resolver understands.
  static let refused = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.1", "0177.0.0.1",
    "017700000001", "127.255.255.255", "0.0.0.0", "0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
    "0xa000001", "167772161", "012.0.0.1", "100.64.0.1", "100.127.255.255", "169.254.169.254",
    "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.0.0", "172.16.0.1",
    "172.31.255.255", "172.16.1", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.31.196.1",
    "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.257", "0xc0a80001", "3232235521",
    "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "0xffffffff",
    "::", "::1", "0:0:0:0:0:0:0:1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::1",
    "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002::1", "2620:4f:8000::1", "3ffe::1",
    "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
    "fe80::1%lo", "fec0::1", "ff02::1", "ff0e::1",
  ]

  static let allowed = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
    "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "0x08080808",
    "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2003::1", "2a00:1450::1",
    "3fff:1000::1", "2620:4f:8001::1",
  ]

  @Test("refuses every spelling of a private, special or disguised address", arguments: refused)
  func refuses(spelling: String) throws {
    #expect(!AddressRule().allows(try resolve(spelling)))
  }

  @Test("allows public addresses, up to the edges of the special ranges", arguments: allowed)
  func allows(spelling: String) throws {
    #expect(AddressRule().allows(try resolve(spelling)))
  }

  @Test(
    "allows loopback where that is set, and nothing else besides",
    arguments: zip(
      ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.0.0.1", "0.0.0.0", "::"],
      [true, true, true, false, false, false, false]))
  func loopback(spelling: String, isAllowed: Bool) throws {
    #expect(AddressRule(allowsLoopback: true).allows(try resolve(spelling)) == isAllowed)
  }

  @Test("reads 4 or 16 bytes and nothing else")
  func bytes() {
    #expect(AddressRule.Address(networkOrder: [1, 2, 3, 4]) == .four(0x0102_0304))
    #expect(
      AddressRule.Address(networkOrder: (0..<16).map(UInt8.init))
        == .six(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F))
    #expect(AddressRule.Address(networkOrder: []) == nil)
    #expect(AddressRule.Address(networkOrder: [1, 2, 3, 4, 5]) == nil)
  }

  /// What a connection to this spelling would go to, by the system's resolver without any network.
  private func resolve(_ spelling: String) throws -> AddressRule.Address {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = 1  // a stream; one result for each address
    var list: UnsafeMutablePointer<addrinfo>?
    #expect(getaddrinfo(spelling, nil, &hints, &list) == 0, "\(spelling) is an address")
    defer { freeaddrinfo(list) }
    let found = try #require(list?.pointee)
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    #expect(
      getnameinfo(
        found.ai_addr, found.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        == 0)
    // A zone, as in fe80::1%lo, is not part of the address.
    text = text.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "%")) } + [0]
    let isFour = !text.contains(CChar(UInt8(ascii: ":")))
    var bytes = [UInt8](repeating: 0, count: isFour ? 4 : 16)
    #expect(inet_pton(isFour ? AF_INET : AF_INET6, text, &bytes) == 1)
    return try #require(AddressRule.Address(networkOrder: bytes))
  }
}
