/// Which addresses an author's URL may lead to: public ones only, by an allow-list on the bytes of
/// the address that is connected to, never on text.
///
/// IPv4 is everything but the special ranges of IANA's registry. IPv6 is only what IANA hands out
/// for public use, 2000::/3, without its special ranges; so mapped, NAT64, link-local, unique local
/// and multicast addresses are outside of it from the start.
package struct AddressRule: Hashable, Sendable {
  /// The bytes of an address as a number, the first byte on top.
  package enum Address: Hashable, Sendable {
    case four(UInt32)
    case six(high: UInt64, low: UInt64)
  }

  /// Whether 127.0.0.0/8 and ::1 are allowed too: for tests and the sandbox.
  package var allowsLoopback: Bool

  package init(allowsLoopback: Bool = false) {
    self.allowsLoopback = allowsLoopback
  }

  /// Whether a connection to this address may be opened.
  package func allows(_ address: Address) -> Bool {
    switch address {
    case .four(let number):
      if number >> 24 == 127 { return allowsLoopback }
      return !AddressRule.reservedFour.contains { $0.contains(number) }
    case .six(let high, let low):
      if high == 0, low == 1 { return allowsLoopback }
      return high >> 61 == 1 && !AddressRule.reservedSix.contains { $0.contains(high) }
    }
  }

  /// IANA IPv4 Special-Purpose Address Registry, multicast (RFC 5771) and class E.
  private static let reservedFour: [Range<UInt32>] = [
    Range(0x0000_0000, 8),  // this network
    Range(0x0A00_0000, 8),  // private
    Range(0x6440_0000, 10),  // carrier-grade NAT
    Range(0x7F00_0000, 8),  // loopback
    Range(0xA9FE_0000, 16),  // link-local, cloud metadata
    Range(0xAC10_0000, 12),  // private
    Range(0xC000_0000, 24),  // protocol assignments
    Range(0xC000_0200, 24),  // documentation
    Range(0xC01F_C400, 24),  // AS112
    Range(0xC034_C100, 24),  // AMT
    Range(0xC058_6300, 24),  // 6to4 relay
    Range(0xC0A8_0000, 16),  // private
    Range(0xC0AF_3000, 24),  // AS112
    Range(0xC612_0000, 15),  // benchmarking
    Range(0xC633_6400, 24),  // documentation
    Range(0xCB00_7100, 24),  // documentation
    Range(0xE000_0000, 4),  // multicast
    Range(0xF000_0000, 4),  // reserved, broadcast
  ]

  /// IANA IPv6 Special-Purpose Address Registry, inside 2000::/3; all are /64 or shorter, so the
  /// upper half decides.
  private static let reservedSix: [Range<UInt64>] = [
    Range(0x2001_0000_0000_0000, 23),  // protocol assignments with Teredo, ORCHID, benchmarking
    Range(0x2001_0DB8_0000_0000, 32),  // documentation
    Range(0x2002_0000_0000_0000, 16),  // 6to4: an IPv4 address in disguise
    Range(0x2620_004F_8000_0000, 48),  // AS112
    Range(0x3FFE_0000_0000_0000, 16),  // the former 6bone
    Range(0x3FFF_0000_0000_0000, 20),  // documentation
  ]

  /// Addresses that share their first `length` bits.
  private struct Range<Number: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    let start: Number
    let length: Int

    init(_ start: Number, _ length: Int) {
      self.start = start
      self.length = length
    }

    func contains(_ number: Number) -> Bool {
      (number ^ start) >> (Number.bitWidth - length) == 0
    }
  }
}

extension AddressRule.Address {
  /// Reads 4 or 16 bytes in network order; `nil` for any other count.
  package init?(networkOrder bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 4:
      self = .four(bytes.reduce(0) { $0 << 8 | UInt32($1) })
    case 16:
      self = .six(
        high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
        low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    default: return nil
    }
  }
}
