import Domain
import Text

/// A comment in a list.
struct FoundComment: Hashable, Sendable {
  var id: String
  /// Who wrote it; `nil` where the network does not say.
  var writer: String?
  var words: String
  var createdAt: Instant
}

/// The comments under a post, the latest first.
struct FoundComments: Hashable, Sendable {
  var comments: [FoundComment]
  /// There are no others.
  var isWhole: Bool
}

extension FirstComment {
  /// Asks about a comment that may be there: nothing names it but what it says and who said it.
  ///
  /// - Parameters:
  ///   - post: the id of what it stands under.
  ///   - author: the account, as the list names it; `nil` when that is not known.
  ///   - list: the comments under the post; its value is `nil` where an answer proves nothing about
  ///     what is among them.
  ///   - remote: the comment with an id; `nil` for an id that is not understood.
  static func doubt(
    about words: String, under post: String, by author: String?, _ profile: PlatformProfile,
    _ list: Exchange<FoundComments?>, remote: @escaping @Sendable (String) -> Remote?
  ) -> Doubt {
    let wanted = Normalization.comparable(words)
    return Doubt(
      rule: .ifAllowed, quiet: profile.pace.quiet, matchKey: "\(post)|\(wanted)"
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      guard let found = try flow.call("comments", list) else {
        return .unclear("\(profile.title) does not show the post's comments")
      }
      for comment in found.comments
      where comment.createdAt >= flow.earliest && !flow.isClaimed(comment.id) {
        guard comment.writer == nil || author == nil || comment.writer == author,
          Normalization.comparable(comment.words) == wanted
        else { continue }
        return remote(comment.id).map(Finding.present)
          ?? .unclear("\(profile.title) names a comment in a way that is not understood")
      }
      return found.isWhole ? .absent : .unclear("the post has too many comments to look through")
    }
  }
}
