/// Row numbers in the store. Each kind is its own type, so that they cannot be mixed up.
package protocol RowID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  var number: Int64 { get }
  init(_ number: Int64)
}

extension RowID {
  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  package var description: String { "#\(number)" }

  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Int64.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }
}

/// A row of `account`.
package struct AccountID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// A row of `post`.
package struct PostID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// A row of `delivery`; the number that people type, as in `belfry resolve 812`.
package struct DeliveryID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// A row of `flow`.
package struct FlowID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// A row of `step`.
package struct StepID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// A row of `generation`.
package struct GenerationID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// A row of `staging`: new posts that are not in force yet.
package struct StagingID: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}

/// The start of the daemon during which something happened.
package struct BootEpoch: RowID {
  package let number: Int64
  package init(_ number: Int64) { self.number = number }
}
