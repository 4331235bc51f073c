/// Which part of which post a text on a timeline is.
struct PartName: Hashable {
  var account: String
  /// The post's name; for an occurrence of a series, its text's.
  var post: String
  var part: Int

  /// Reads `SimulatedPost.text`, in which platforms may have wrapped it.
  init?(account: String, text: String) {
    guard let found = PartName.words(of: text) else { return nil }
    self.init(account: account, post: found.post, part: found.part)
  }

  init(account: String, post: String, part: Int) {
    self.account = account
    self.post = post
    self.part = part
  }

  /// The version of the words that a text shows.
  static func version(in text: String) -> Int? { words(of: text)?.version }

  private static func words(of text: String) -> (post: String, part: Int, version: Int)? {
    let words = text.split { !$0.isLetter && !$0.isNumber }
    // A title keeps its words when the text below it is edited.
    guard let index = words.lastIndex(where: { $0.hasPrefix("part") }), index > 0,
      let part = Int(words[index].dropFirst(4))
    else { return nil }
    let version = words.dropFirst(index + 1).first.flatMap { Int($0.dropFirst(7)) }
    return (String(words[index - 1]), part, version ?? 1)
  }
}
