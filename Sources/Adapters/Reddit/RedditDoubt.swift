import Domain
import Text

extension RedditRecipe {
  /// How often a page of own posts is turned before the question stays open.
  private static let maxPages = 3

  /// Asks about a post that may exist, or that Reddit still makes: whether it is among the
  /// account's own. Posts with files are listed minutes later.
  func doubt(about post: RedditPost, _ api: RedditAPI) -> Doubt {
    Doubt(
      rule: .ifAllowed, quiet: profile.pace.quiet,
      matchKey: "\(post.subreddit.lowercased())|\(Normalization.comparable(post.title))"
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      var after: String?
      for page in 0..<RedditRecipe.maxPages {
        let result = try flow.call("submitted-\(page)", api.submitted(after: after))
        guard case .page(let posts, let next) = result else {
          return .unclear("Reddit does not show the account's posts")
        }
        for found in posts where found.created >= flow.earliest && found.matches(post) {
          guard !flow.isClaimed(found.name) else { continue }
          return .present(Remote(id: found.name, url: found.address))
        }
        guard let next, let last = posts.last, last.created >= flow.earliest else { return .absent }
        after = next
      }
      return .unclear("too many posts since then to look through")
    }
  }
}

/// A post in the list of the account's own.
struct RedditFound: Hashable, Sendable {
  var name: String
  var created: Instant
  var address: String
  private var subreddit: String
  private var title: String

  /// - Parameter website: where the address begins.
  init?(_ json: JSON?, on website: String) {
    guard let name = json?["name"]?.string, name.hasPrefix("t3_"),
      let created = json?["created_utc"]?.number, created >= 0, created < 1e11,
      let subreddit = json?["subreddit"]?.string, let title = json?["title"]?.string
    else { return nil }
    self.name = name
    self.created = Instant(milliseconds: Int64(created * 1000))
    self.subreddit = subreddit
    self.title = title
    address = website + (json?["permalink"]?.string ?? "/" + name.dropFirst(3))
  }

  /// The same title in the same place: what a subreddit's readers would call the same post.
  func matches(_ post: RedditPost) -> Bool {
    subreddit.lowercased() == post.subreddit.lowercased()
      && Normalization.comparable(title) == Normalization.comparable(post.title)
  }
}

extension RedditAPI {
  enum Submitted: Hashable, Sendable {
    /// Newest first, and the way to the older ones.
    case page([RedditFound], next: String?)
    case unreadable
  }

  /// `GET /user/{name}/submitted`.
  func submitted(after: String?) -> Exchange<Submitted> {
    let older = after.map { "&after=" + PercentEncoding.component($0) } ?? ""
    let call = call(
      .get,
      "/user/\(PercentEncoding.component(user))/submitted?sort=new&limit=100&raw_json=1" + older)
    return Exchange(
      call,
      value: { answer in
        guard let items = answer.json?["data"]?["children"]?.array else { return nil }
        let posts = items.compactMap { RedditFound($0["data"], on: website) }
        // A list that is not understood proves nothing about what is in it.
        guard posts.count == items.count else { return .unreadable }
        return .page(posts, next: answer.json?["data"]?["after"]?.string)
      },
      failure: {
        RedditFailures.reading(of: $0, after: .harmless).orUnclear { _ in .unreadable }
      })
  }
}
