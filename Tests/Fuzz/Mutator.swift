import PlatformModels

/// Makes new inputs of old ones, the same in each run with the same seed.
struct Mutator {
  private var random: SplitMix64
  private let corpus: [[UInt8]]
  private let words: [[UInt8]]

  private static let interesting: [[UInt8]] = [
    "", "0", "-1", "9223372036854775807", "-9223372036854775808", "1e309", "NaN", "null", "true",
    "\"", "\\", "{", "}", "[", "]", ":", ",", "\n", "\r\n", "\t", "\0", "\u{FEFF}", "\u{2028}",
    "\u{1F468}\u{200D}\u{1F469}", "e\u{301}", "%00", "..", "/", "&a", "*a", "!!binary", "<<",
    "2026-02-30", "99999999999999999999", "--", "'", "#", "=", "\u{7F}",
  ].map { Array($0.utf8) }

  /// - Parameter words: what the target's language is made of.
  init(seed: UInt64, corpus: [[UInt8]], words: [String]) {
    random = SplitMix64(seed: seed)
    self.corpus = corpus.isEmpty ? [[]] : corpus
    self.words = words.map { Array($0.utf8) } + Mutator.interesting
  }

  private mutating func number(below end: Int) -> Int { Int(random.next() % UInt64(max(1, end))) }

  private mutating func pick(_ list: [[UInt8]]) -> [UInt8] { list[number(below: list.count)] }

  mutating func next() -> [UInt8] {
    var input = pick(corpus)
    for _ in 0...number(below: 6) { change(&input) }
    return Array(input.prefix(1 << 16))
  }

  private mutating func change(_ input: inout [UInt8]) {
    let place = number(below: input.count + 1)
    let length = min(input.count - place, 1 + number(below: 32))
    switch number(below: 9) {
    case 0 where place < input.count: input[place] ^= 1 << UInt8(number(below: 8))
    case 1 where place < input.count: input[place] = UInt8(number(below: 256))
    case 2: input.removeSubrange(place..<(place + length))
    case 3: input.insert(contentsOf: input[place..<(place + length)], at: place)
    case 4, 5: input.insert(contentsOf: pick(words), at: place)
    case 6: input.replaceSubrange(place..<(place + length), with: pick(words))
    case 7:
      let other = pick(corpus)
      let start = number(below: other.count + 1)
      input.replaceSubrange(place..., with: other[start...])
    default:
      // Deep or long: one word, many times.
      let word = pick(words)
      let many = [[UInt8]](repeating: word, count: 1 << number(below: 11)).flatMap(\.self)
      input.insert(contentsOf: many.prefix(1 << 15), at: place)
    }
  }
}
