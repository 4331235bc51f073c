/// US dollars, in millionths: prices of a call have three decimal places.
package struct Money: Hashable, Comparable, Sendable, Codable {
  package var millionths: Int64

  package static let zero = Money(millionths: 0)

  package init(millionths: Int64) {
    self.millionths = millionths
  }

  /// Reads `25`, `12.50` or `0.015`: up to six decimal places and a million dollars; `nil` for
  /// anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard (1...7).contains(parts[0].utf8.count), (1...6).contains(decimals.utf8.count),
      (parts[0] + decimals).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let whole = Int64(parts[0]), whole <= 1_000_000,
      let part = Int64(decimals + String(repeating: "0", count: 6 - decimals.utf8.count))
    else { return nil }
    millionths = whole * 1_000_000 + part
  }

  /// With two decimal places, and more only where they say something: `12.50`, `0.015`.
  package var text: String {
    let digits = String(abs(millionths) % 1_000_000)
    var decimals = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    while decimals.utf8.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
    return (millionths < 0 ? "-" : "") + "\(abs(millionths) / 1_000_000).\(decimals)"
  }

  package static func < (left: Money, right: Money) -> Bool { left.millionths < right.millionths }

  package static func + (left: Money, right: Money) -> Money {
    Money(millionths: left.millionths + right.millionths)
  }

  package static func - (left: Money, right: Money) -> Money {
    Money(millionths: left.millionths - right.millionths)
  }
}

extension Call.Cost {
  private static let moneyName = "money"

  /// What a network charges for a call.
  package static func money(_ price: Money) -> Call.Cost {
    Call.Cost(moneyName, Int(price.millionths))
  }

  /// The price, if the cost is money.
  package var price: Money? {
    limit == Call.Cost.moneyName ? Money(millionths: Int64(amount)) : nil
  }
}

extension [Call.Cost] {
  /// The money among the costs.
  package var price: Money { reduce(.zero) { $0 + ($1.price ?? .zero) } }
}

/// A month of the calendar in UTC, in which networks count what is spent.
package struct Month: Hashable, Comparable, Sendable {
  /// `202612` for December 2026.
  package var number: Int

  package init(number: Int) {
    self.number = number
  }

  package init(of instant: Instant) {
    let day = LocalDateTime(instant, offset: .zero).day
    number = day.year * 100 + day.month
  }

  /// `2026-12`.
  package var text: String {
    let month = number % 100
    return "\(number / 100)-\(month < 10 ? "0" : "")\(month)"
  }

  package static func < (left: Month, right: Month) -> Bool { left.number < right.number }
}

/// What an account spent in a month.
package struct SpendingRow: Hashable, Sendable {
  package var account: AccountID
  package var month: Month
  package var spent: Money
  /// Calls that cost something.
  package var calls: Int

  package init(account: AccountID, month: Month, spent: Money = .zero, calls: Int = 0) {
    self.account = account
    self.month = month
    self.spent = spent
    self.calls = calls
  }
}
