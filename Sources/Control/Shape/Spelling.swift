/// Finds what somebody probably meant.
package enum Spelling {
  /// The candidate that is nearest to `word`, if it is near enough to be a slip: at most a third of
  /// the word's characters, and at most three, are wrong, missing, too many or swapped.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let scored = candidates.map { (distance(Array(word), Array($0)), $0) }
    guard let best = scored.min(by: { $0 < $1 }) else { return nil }
    return best.0 <= min(3, max(1, word.count / 3)) ? best.1 : nil
  }

  /// `did you mean "…"?`, or nothing.
  package static func hint(_ word: String, among candidates: [String]) -> String? {
    nearest(to: word, among: candidates).map { "did you mean \"\($0)\"?" }
  }

  /// The optimal string alignment distance: insertions, deletions, replacements and swaps of
  /// neighbours count one each.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var older: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
        var best = min(previous[column + 1] + 1, current[column] + 1, replaced)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, older[column - 1] + 1)
        }
        current.append(best)
      }
      older = previous
      previous = current
    }
    return previous[right.count]
  }
}
