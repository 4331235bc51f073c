import Domain

/// The states by the words that people type: hyphens instead of spaces.
enum DeliveryStates {
  static let words = DeliveryState.allCases.map { $0.word.replacing(" ", with: "-") }
}
