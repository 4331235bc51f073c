import Domain

/// What a post is made of on one network: its files, what its owner says beside the words, and what
/// stands under it. Every post of the latest cast draws one of its network's forms.
struct PostForm: Sendable {
  /// What is below the first part.
  enum Rest: Sendable {
    case nothing
    /// As many parts as the post has.
    case thread
    /// The account's first comment.
    case comment
  }

  /// Where on the network people find it.
  enum Place: String, Sendable {
    case feed, reel, story
  }

  let name: String
  var media: [SimulatedMedia.Kind]
  /// Lines below `for:`, as they stand in schedule.yaml but for the post's name at `POST`.
  var lines: [String]
  var rest: Rest
  /// Checked where a network has stories.
  var place = Place.feed
  /// The order in which people see the files, as places in `media`, if not that.
  var shown: [Int]?
  /// Files from this one on are missing where the network did not take them.
  var needed: Int?
  /// The words may be too long for the network, where the account has them fitted.
  var mayBeLong = true

  init(
    _ name: String, _ media: [SimulatedMedia.Kind] = [], _ lines: [String] = [],
    rest: Rest = .nothing, place: Place = .feed, shown: [Int]? = nil, needed: Int? = nil,
    mayBeLong: Bool = true
  ) {
    self.name = name
    self.media = media
    self.lines = lines
    self.rest = rest
    self.place = place
    self.shown = shown
    self.needed = needed
    self.mayBeLong = mayBeLong
  }

  /// Whether these are the files that people should see of a post, by their names.
  func shows(_ seen: [String], of post: String) -> Bool {
    let files = SimulatedMedia.Item.list(media, of: post).map(\.name)
    let wanted = shown.map { order in order.map { files[$0] } } ?? files
    return seen == wanted || seen.count == needed && seen == Array(wanted.prefix(seen.count))
  }
}

extension SimulatedAccount {
  /// Every kind of post that the network takes; the tiny ones have just words and a picture.
  var forms: [PostForm] { PostForm.table[platform] ?? PostForm.ofTinyOnes }

  /// How the post looks here; `nil` in older casts, where the network alone decides.
  func form(of post: SimulatedPost) -> PostForm? {
    post.form.map { forms[$0 % forms.count] }
  }

  func media(of post: SimulatedPost) -> [SimulatedMedia.Item] {
    guard let form = form(of: post) else {
      return network.media.kinds(of: post).map { .init(kind: $0, name: post.name) }
    }
    return SimulatedMedia.Item.list(fits ? form.media.map(unfitting) : form.media, of: post.name)
  }

  /// What somebody brings who relies on its being made to fit.
  private func unfitting(_ kind: SimulatedMedia.Kind) -> SimulatedMedia.Kind {
    switch (platform, kind) {
    case (.instagram, .jpeg), (.tiktok, .jpeg): .png
    case (.instagram, .short): .film
    default: kind
    }
  }

  /// How many posts become visible for one here.
  func parts(of post: SimulatedPost) -> Int {
    switch form(of: post)?.rest {
    case nil: network.hasThreads ? post.parts : 1
    case .nothing: 1
    case .thread: post.parts
    case .comment: 2
    }
  }
}
