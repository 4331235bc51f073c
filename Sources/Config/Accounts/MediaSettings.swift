package import Domain

/// What `accounts.yaml` says about pictures and films: where the world gets them, who may bring how
/// many, and when they go.
package struct MediaSettings: Hashable, Sendable {
  /// An object store; `nil` hands media out, and takes them in, over the daemon's own listener.
  package var bucket: BucketSettings?
  /// How long addresses are good that are handed to others.
  package var expires = Expiries()
  /// Whether the place where networks fetch files is tried from here, before any is sent there.
  package var triesAddresses = true
  /// Whether files are sent with what they tell besides pictures and sounds.
  package var metadata = MetadataPolicy.strip
  /// After so long without use a file may go.
  package var keep = Duration.seconds(30 * 86_400)
  /// Bytes of all uploaded media together.
  package var quotaBytes = 10 << 30
  /// Bytes of one uploaded file.
  package var largestBytes = 512 << 20
  /// How many uploads one caller may ask for.
  package var uploads = MediaSettings.uploads(60, perSeconds: 3600)

  package init() {}

  static func uploads(_ count: Int, perSeconds: Int) -> LimitRule {
    LimitRule(
      "uploads", scope: .app, .bucket(capacity: count, perSeconds: perSeconds), unit: "uploads")
  }

  /// Lives of signed addresses. A store takes none that lasts longer than seven days.
  package struct Expiries: Hashable, Sendable {
    /// To upload one file.
    package var put = Duration.seconds(3600)
    /// For networks to fetch a file: their queues and retries fit into a day.
    package var get = Duration.seconds(86_400)
    /// To remove one.
    package var delete = Duration.seconds(3600)

    package init() {}
  }
}

/// One bucket of an object store.
package struct BucketSettings: Hashable, Sendable {
  package var kind: Kind
  /// Scheme, host and port of the store: `https://s3.eu-central-1.amazonaws.com`.
  package var endpoint: String
  /// Such as `eu-central-1`; `auto` where the store has none.
  package var region: String
  package var name: String
  package var addressing: Addressing
  /// Every object's name begins with it; empty, or with a slash at its end.
  package var prefix: String
  /// Where the world reads the bucket without signatures; without a slash at its end.
  package var publicURL: String?
  package var key: Key

  package init(
    kind: Kind, endpoint: String, region: String, name: String, addressing: Addressing,
    prefix: String = "", publicURL: String? = nil, key: Key
  ) {
    self.kind = kind
    self.endpoint = endpoint
    self.region = region
    self.name = name
    self.addressing = addressing
    self.prefix = prefix
    self.publicURL = publicURL
    self.key = key
  }

  /// The language that the store speaks.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case s3, gcs
  }

  /// Where the bucket's name stands in addresses.
  package enum Addressing: String, Hashable, Sendable, CaseIterable {
    /// `https://host/bucket/object`.
    case path
    /// `https://bucket.host/object`.
    case virtual
  }

  /// Who signs.
  package enum Key: Hashable, Sendable {
    /// The id is no secret; the key is.
    case access(id: String, secret: SecretKey)
    /// The JSON file of a Google service account.
    case serviceAccount(SecretKey)
  }
}
