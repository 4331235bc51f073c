package import Domain

/// What `accounts.yaml` says about the program itself.
package struct DaemonSettings: Hashable, Sendable {
  /// Where the vault's master key lies. A relative `file:` path begins at the data folder, where
  /// the database is.
  package var masterKey: SecretKey
  /// The TCP listener; `nil` keeps it off.
  package var listen: Listen?
  /// Where media are kept and handed out, and how long.
  package var media: MediaSettings
  /// Where to say that something needs a person.
  package var notices: NoticeSink?
  /// Deliveries under way at the same time, over all platforms.
  package var deliveriesAtOnce: Int
  /// Calls under way at the same time at one network, or at one server of those that have many.
  package var callsAtOnce: Int
  /// How long stopping waits for calls under way.
  package var drain: Duration
  /// Bytes that must be free on the database's disk before anything is sent.
  package var freeDiskBytes: Int

  static let masterKeyName = "credential:belfry-key"
  static let defaultDeliveriesAtOnce = 16
  static let defaultCallsAtOnce = 8
  static let defaultDrain = Duration.seconds(20)
  static let defaultFreeDiskBytes = 64 << 20

  package init(
    masterKey: SecretKey = SecretKey("credential:belfry-key"), listen: Listen? = nil,
    media: MediaSettings = MediaSettings(), notices: NoticeSink? = nil,
    deliveriesAtOnce: Int = 16, callsAtOnce: Int = 8, drain: Duration = .seconds(20),
    freeDiskBytes: Int = 64 << 20
  ) {
    self.masterKey = masterKey
    self.listen = listen
    self.media = media
    self.notices = notices
    self.deliveriesAtOnce = deliveriesAtOnce
    self.callsAtOnce = callsAtOnce
    self.drain = drain
    self.freeDiskBytes = freeDiskBytes
  }

  /// The TCP listener.
  package struct Listen: Hashable, Sendable {
    /// `127.0.0.1:8087` or `[::1]:8087`.
    package var address: String
    /// `https://belfry.example.org`.
    package var publicURL: String?

    static let defaultAddress = "127.0.0.1:8087"

    package init(address: String, publicURL: String?) {
      self.address = address
      self.publicURL = publicURL
    }

    /// The host without brackets, and the port; `nil` for an address that was not checked.
    package var endpoint: (host: String, port: UInt16)? {
      guard let colon = address.lastIndex(of: ":"),
        let port = UInt16(address[address.index(after: colon)...])
      else { return nil }
      let host = address[..<colon]
      return (host.filter { $0 != "[" && $0 != "]" }, port)
    }
  }

  /// Where notices go.
  package enum NoticeSink: Hashable, Sendable {
    case ntfy(url: String, token: SecretKey?)
    case webhook(url: String, secret: SecretKey?)
  }
}
