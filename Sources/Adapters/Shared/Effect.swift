import Domain

/// What a call could have done by the time its answer is read.
///
/// The same answer means less after a visible call: a gateway's error page is a reason to ask again
/// after a read, and proves nothing after a post.
enum Effect: Sendable {
  case harmless
  case visible
}

extension Exchange {
  /// A call whose success holds a value, and whose other answers mean what the platform's failure
  /// table says.
  ///
  /// - Parameters:
  ///   - value: the value of a 2xx answer; `nil` for one that is not what is documented.
  ///   - failure: the platform's failure table.
  init(
    _ call: Call, validFor: Duration? = nil,
    value: @escaping @Sendable (Answer) -> Value?,
    failure: @escaping @Sendable (Answer) -> Reading<Value>
  ) {
    self.init(call, validFor: validFor) { answer in
      if answer.isSuccess, let value = value(answer) { return .value(value) }
      return failure(answer)
    }
  }
}

extension Reading {
  /// The reading of an answer for which a failure table has `refusal`, or no entry.
  init(_ refusal: Refusal?) {
    self = refusal.map(Reading.refused) ?? .unknown
  }

  /// For questions about a step in doubt: a refusal that says something about the question rather
  /// than about the account becomes a value, so that it is never taken for a refusal of the post.
  func orUnclear(_ value: (Refusal) -> Value) -> Reading {
    guard case .refused(let refusal) = self, !refusal.canBeRepeated else { return self }
    return .value(value(refusal))
  }
}
