/// Finds what a mistyped word was meant to be.
enum Spelling {
  /// `did you mean "text"?`, or `nil` when nothing is near enough.
  static func suggestion(for word: String, among candidates: [String]) -> String? {
    nearest(to: word, among: candidates).map { "did you mean \"\($0)\"?" }
  }

  /// The candidate with the fewest edits, at most a third of its length; the first of equals.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let given = Array(word.lowercased().unicodeScalars)
    guard (2...64).contains(given.count) else { return nil }
    var best: (candidate: String, edits: Int)?
    for candidate in candidates {
      let letters = Array(candidate.lowercased().unicodeScalars)
      let allowed = max(1, min(3, max(letters.count, given.count) / 3))
      guard abs(letters.count - given.count) <= allowed else { continue }
      let edits = distance(given, letters)
      if edits <= allowed, edits < best?.edits ?? .max {
        best = (candidate, edits)
      }
    }
    return best?.candidate
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        var edits = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          edits = min(edits, rows[i - 2][j - 2] + 1)
        }
        rows[i][j] = edits
      }
    }
    return rows[a.count][b.count]
  }
}
