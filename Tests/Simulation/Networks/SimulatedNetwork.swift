import Crypto
import Domain
import PlatformModels

/// What a network needs in order to take part: its server, what the files say about its accounts
/// and posts, and what is peculiar about its tokens.
struct SimulatedNetwork: Sendable {
  /// The server that an account signs in to.
  var server: @Sendable (SimulatedAccount, HardshipMix) -> any SimulatedServer
  /// Further lines of the account in accounts.yaml.
  var settings: @Sendable (SimulatedAccount) -> [String] = { _ in [] }
  /// The owner registers an app there.
  var hasApp = true
  /// Posts can be chained.
  var hasThreads = false
  var media = Media(.png)
  /// The title that a post has there; `nil` where posts have none of their own.
  var title: @Sendable (SimulatedPost) -> String? = { _ in nil }
  /// Who may see a post of the older casts, where the owner has to say that.
  var audience: [String] = []
  /// How long the server works on a post before lists show it.
  var work = Duration.zero
  /// What the server worked on comes out, in the latest cast, when somebody looks.
  var showsOnLook = false
  /// Access can end without its owner's doing. What cannot is ended for good, and then only another
  /// bot or webhook helps.
  var tokensEnd = true
  /// How long access lasts where a refresh token works once; `nil` where it may be used again.
  var accessLife: Duration?

  /// The files that posts carry there.
  struct Media: Sendable {
    /// What a post has that has media at all.
    var picture: SimulatedMedia.Kind?
    /// What every third post has instead.
    var film: [SimulatedMedia.Kind]?
    /// Posts without any are not taken.
    var isDemanded: Bool

    init(
      _ picture: SimulatedMedia.Kind?, film: [SimulatedMedia.Kind]? = nil, isDemanded: Bool = false
    ) {
      self.picture = picture
      self.film = film
      self.isDemanded = isDemanded
    }

    /// The files of a post.
    func kinds(of post: SimulatedPost) -> [SimulatedMedia.Kind] {
      guard post.hasMedia || isDemanded else { return [] }
      if let film, picture == nil || post.number.isMultiple(of: 3) { return film }
      return picture.map { [$0] } ?? []
    }
  }

  static func of(_ platform: SimulatedAccount.Platform) -> SimulatedNetwork {
    table[platform] ?? tiny
  }

  // MARK: - People

  /// What people paste for a bot, and for a webhook.
  private static let bot = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
  private static let webhook =
    "https://discord.com/api/webhooks/4000001/wAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

  /// What people type or paste when a sign-in asks for it.
  static let typed = ["password": Simulation.password, "token": bot, "webhook": webhook]

  /// Must never be found outside the vault.
  static let canaries = [
    Simulation.password, "\(Simulation.canary)-", "AAHdqTcvCH1vGWJxf", appSecret,
  ]

  /// The app that every network's owner registered.
  static let appSecret = "sandbox-secret"
  /// How accounts.yaml names the secret: it lies outside of the vault.
  static let appSecretKey = SecretKey("credential:app")
}
