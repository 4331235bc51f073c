import Domain

/// How a call ended, as the transport knows it; the words are in the table `outcome_form`. What it
/// proves is its `StepMeaning`.
enum OutcomeForm: Int, CaseIterable {
  case answered = 1
  case notSent = 2
  case unknown = 3
}

extension Evidence {
  /// The number in the table `evidence`.
  var number: Int {
    switch self {
    case .answer: 0
    case .read: 1
    case .person: 2
    }
  }

  init?(number: Int) {
    switch number {
    case 0: self = .answer
    case 1: self = .read
    case 2: self = .person
    default: return nil
    }
  }
}

extension MediaState {
  /// The number in the table `media_state`.
  var number: Int {
    switch self {
    case .uploading: 1
    case .uploaded: 2
    case .failed: 3
    case .deleted: 4
    }
  }

  init?(number: Int) {
    guard let state = MediaState.allCases.first(where: { $0.number == number }) else { return nil }
    self = state
  }
}

/// A stored value that this program does not know: the file is damaged or was edited by hand.
func damaged(_ place: String) -> StoreError {
  StoreError(.damaged, "reading \(place)", "it holds a value that this program does not know")
}
