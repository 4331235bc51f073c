import Domain

/// One request on its way through a model.
struct ModelVisit {
  let request: ModelRequest
  let now: Instant
  let number: Int
  var random: SplitMix64
  /// The limits that the request touched, for the answer's headers.
  var readings: [RateWindows.Reading] = []

  init(_ request: ModelRequest, at now: Instant, number: Int, entropy: UInt64) {
    self.request = request
    self.now = now
    self.number = number
    random = SplitMix64(seed: entropy)
  }
}
