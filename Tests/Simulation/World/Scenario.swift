import Domain
package import PlatformModels
import Scheduler

/// What a seed is about: who publishes, what is to be published, for how long, and how much goes
/// wrong meanwhile.
package struct Scenario: Sendable {
  package var mix: HardshipMix
  /// How long there is trouble; afterwards everything must come to an end.
  package var trouble: Duration
  /// The time in which as much happens as in a day: seeds with short ones are dense.
  var day = Duration.seconds(86_400)
  /// How often what is blocked looks again in case nobody told it. The longer, the surer a
  /// wake-up that was forgotten comes to light.
  var blockedRecheck = CoreSettings().blockedRecheck
  var accounts: [SimulatedAccount]
  /// Posts that the files name at the beginning, and those that later reloads add.
  var posts: [SimulatedPost]
  /// The wall clock's first error.
  var skew = Duration.zero
  /// The disk operation during which the process dies, counted from the first start.
  package var diesAt: Int?
  package var outage = SimulatedDisk.Outage.kill
  /// Whether the store begins as an empty file, so that its first start has to make it.
  package var beginsEmpty = false

  /// Texts that come again; none in the older casts.
  var series: [SimulatedSeries] = []
  /// Whether people ask for approvals and take away what is out.
  var hasChanges = false
  /// Whether the daemon backs up its store while it works, and people delete what is half out.
  var hasBackups = false

  /// Whether posts have all the forms that their networks know.
  var hasForms = false

  /// Draws the scenario of a seed.
  package init(_ random: inout SplitMix64, seed: UInt64, options: Options) {
    self.init(&random, cast: Cast.platforms(of: seed), options: options)
    guard Cast.hasChanges(seed) else { return }
    hasChanges = true
    hasBackups = Cast.hasBackups(seed)
    var drawn = random.split()
    drawLength(&drawn, options)
    series = SimulatedSeries.drawn(for: self, &drawn)
    if Cast.hasForms(seed) { drawForms(&drawn) }
  }

  private mutating func drawForms(_ random: inout SplitMix64) {
    hasForms = true
    for index in posts.indices {
      posts[index].form = random.number(0...9999)
      posts[index].isLong = random.chance(0.3)
      posts[index].hasMedia = false
    }
    for index in accounts.indices {
      accounts[index].fits = random.chance(0.5)
      accounts[index].hasComments = true
    }
  }

  /// Some dense days, or weeks in which little happens; both with few posts, so that a processor
  /// sees many seeds.
  private mutating func drawLength(_ random: inout SplitMix64, _ options: Options) {
    let isQuiet = !options.isDense && random.chance(0.7)
    day = isQuiet ? .seconds(7 * 43_200) : .seconds(7200)
    trouble = day * random.number(3...8)
    let most = random.number(1...2)
    while accounts.count > most { accounts.remove(at: random.number(0...accounts.count - 1)) }
    var texts = random.split()
    posts = (1...random.number(isQuiet ? 1...4 : 2...8)).map { [accounts, trouble] number in
      SimulatedPost(number, on: accounts, within: trouble, &texts)
    }
    for index in posts.indices {
      posts[index].needsApproval = texts.chance(0.2)
      posts[index].syncsEdits = texts.chance(0.5)
    }
    if let limit = options.postsMax { posts = Array(posts.prefix(limit)) }
  }

  /// Draws a scenario.
  ///
  /// - Parameter cast: the platforms that may take part.
  private init(
    _ random: inout SplitMix64, cast: [SimulatedAccount.Platform], options: Options
  ) {
    mix = HardshipMix(&random, without: options.without)
    let isDense = random.chance(0.25)
    if isDense || options.isDense { day = .seconds(7200) }
    trouble = day * random.number(3...12)
    if random.chance(0.75) { blockedRecheck = .seconds(4 * 3600) }
    var platforms = cast
    while platforms.count > 4 || (platforms.count > 1 && random.chance(0.4)) {
      platforms.remove(at: random.number(0...platforms.count - 1))
    }
    var drawn = random.split()
    accounts = platforms.map { SimulatedAccount($0, &drawn) }
    var texts = random.split()
    let count = random.number(4...30)
    posts = (1...count).map { [accounts, trouble] number in
      SimulatedPost(number, on: accounts, within: trouble, &texts)
    }
    if let limit = options.postsMax { posts = Array(posts.prefix(limit)) }
    for index in accounts.indices { accounts[index].isOdd = drawn.chance(0.5) }
    let isWrong = random.chance(0.3)
    let error = random.duration(.seconds(-86_400) ... .seconds(86_400))
    if isWrong, !options.without.contains(.clockJumps) { skew = error }
  }

  init(accounts: [SimulatedAccount], posts: [SimulatedPost]) {
    mix = .none
    trouble = .seconds(7200)
    self.accounts = accounts
    self.posts = posts
  }

  /// One post on one account, and nothing that goes wrong by chance.
  ///
  /// - Parameter form: which of the network's forms it has.
  package static func flow(
    _ platform: SimulatedAccount.Platform, form: Int = 0, parts: Int = 1
  ) -> Scenario {
    var account = SimulatedAccount(platform)
    account.hasComments = true
    var post = SimulatedPost(
      number: 1, due: .seconds(1800), accounts: [account.name], parts: parts, hasMedia: false)
    post.form = form
    var scenario = Scenario(accounts: [account], posts: [post])
    scenario.hasForms = true
    return scenario
  }

  /// What a person takes out of a seed to make it smaller.
  package struct Options: Sendable {
    package var without: Set<Hardship> = []
    package var postsMax: Int?
    /// Days are two hours long, and as much happens in them.
    package var isDense: Bool

    package init(without: Set<Hardship> = [], postsMax: Int? = nil, isDense: Bool = false) {
      self.without = without
      self.postsMax = postsMax
      self.isDense = isDense
    }
  }
}

/// An account of the simulated files.
package struct SimulatedAccount: Hashable, Sendable {
  package enum Platform: String, CaseIterable, Sendable {
    case mastodon, bluesky
    // Tiny ones, each with one way of naming and asking.
    case keyed, record, container, resumable, blind, strict
    case threads, instagram, facebook, x, linkedin, reddit, pinterest, youtube, tiktok, telegram
    case discord

    /// A sign-in asks for first comments only where the account says so.
    var asksForComments: Bool { self == .facebook || self == .linkedin }

    /// Posts can be anywhere but in the feed.
    var hasStories: Bool { self == .instagram || self == .facebook }
  }

  var platform: Platform
  var onDoubt: DoubtPolicy = .ask
  var spacingSeconds = 0
  /// How long new posts are missing from the platform's lists.
  var readLag = Duration.zero
  /// The network shows a peculiarity that it is known for, or the owner chose its other way.
  var isOdd = false
  /// Words and files that the network does not take are made to fit.
  var fits = false
  /// The owner wants first comments, where a network's sign-in has to ask for that.
  var hasComments = false

  init(_ platform: Platform) { self.platform = platform }

  init(_ platform: Platform, _ random: inout SplitMix64) {
    self.platform = platform
    onDoubt = random.chance(0.3) ? .resend : .ask
    spacingSeconds = random.chance(0.3) ? random.number(60...3600) : 0
    readLag = random.chance(0.5) ? random.duration(.zero ... .seconds(60)) : .zero
  }

  var name: String { platform.rawValue }
  var network: SimulatedNetwork { .of(platform) }
  var origin: String { "https://\(name).test" }
}

/// A post of the simulated files, as it stands there now.
package struct SimulatedPost: Hashable, Sendable {
  let number: Int
  /// Since the run began.
  var due: Duration
  var accounts: [String]
  var parts: Int
  var hasMedia: Bool
  /// Grows with every edit of the text.
  var version = 1
  var late = LatePolicy.ask
  var graceSeconds = 7200
  var attempts = 20
  /// When a reload adds it to the files; at the beginning for zero.
  var appears = Duration.zero
  var isThere = false
  var needsApproval = false
  /// Its owner wants edits brought out.
  var syncsEdits = false
  /// Which of its networks' forms it has, counted round and round; `nil` in older casts.
  var form: Int?
  /// It says more than most networks take, where the account has that fitted.
  var isLong = false

  init(number: Int, due: Duration, accounts: [String], parts: Int, hasMedia: Bool) {
    self.number = number
    self.due = due
    self.accounts = accounts
    self.parts = parts
    self.hasMedia = hasMedia
  }

  init(
    _ number: Int, on accounts: [SimulatedAccount], within trouble: Duration,
    _ random: inout SplitMix64
  ) {
    self.number = number
    due = random.duration(.seconds(120)...trouble)
    let first = random.pick(accounts.map(\.name)) ?? ""
    self.accounts = accounts.map(\.name).filter { $0 == first || random.chance(0.4) }
    parts = random.chance(0.25) ? random.number(2...4) : 1
    hasMedia = random.chance(0.25)
    late = [.ask, .publish, .skip][random.number(0...2)]
    graceSeconds = random.number(10...1440) * 60
    attempts = random.number(3...30)
    appears = random.chance(0.5) ? .zero : random.duration(.zero...due)
  }

  var name: String { "p\(number)" }
  var uid: PostUID { PostUID(.yaml, name) }

  /// What is behind its first words where it is long.
  var rest: String { String(repeating: " and again", count: 600) }

  /// A part's text: unlike any other's, and its first words say which it is.
  func text(part: Int) -> String { "p\(number) part\(part) version\(version) rings the bell" }
}
