import Domain

/// The keys of `media:` in `accounts.yaml`.
enum MediaKeys {
  /// No store signs for longer.
  private static let week = Duration.seconds(7 * 86_400)

  static let media = KeyTable(
    "media:",
    [
      Key(
        "bucket", .keys(bucket),
        "An object store for networks that fetch media and for uploads; else the listener serves."),
      Key(
        "metadata", .scalar(.choice(MetadataPolicy.allCases.map(\.rawValue))), default: "strip",
        "Whether files go out with places, times and names in them, or without."),
      Key("expires", .keys(expires), "How long signed addresses are good."),
      Key(
        "try_addresses", .scalar(.boolean), default: "true",
        "Whether the daemon fetches from its own public place before it sends networks there."),
      Key(
        "keep", .scalar(.duration(from: .seconds(86_400), to: .seconds(3650 * 86_400))),
        default: "30d", "After so long without use a file is removed."),
      Key(
        "quota", .scalar(.byteCount), default: "10GB", "Bytes of all uploaded media together."),
      Key("largest", .scalar(.byteCount), default: "512MB", "Bytes of one uploaded file."),
      Key(
        "uploads", .scalar(.rate), default: "60/h",
        "How many uploads one caller may ask for, such as 60/h."),
    ])

  private static let expires = KeyTable(
    "expires:",
    [
      Key("put", .scalar(life), default: "1h", "To upload one file."),
      Key("get", .scalar(life), default: "1d", "For networks to fetch a file."),
      Key("delete", .scalar(life), default: "1h", "To remove one."),
    ])

  private static let life = ScalarKind.duration(from: .seconds(60), to: week)

  private static let bucket = KeyTable(
    "bucket:",
    [
      Key(
        "kind", .scalar(.choice(BucketSettings.Kind.allCases.map(\.rawValue))), isRequired: true,
        "What the store speaks: s3 (also MinIO, R2 and others) or gcs."),
      Key(
        "name", .scalar(.bucketName), isRequired: true, "The bucket's name."),
      Key(
        "addressing", .scalar(.choice(BucketSettings.Addressing.allCases.map(\.rawValue))),
        default: "path", "Where addresses have the bucket's name: in the path, or in the host."),
      Key("prefix", .scalar(.objectPrefix), "A folder in the bucket, such as belfry/."),
      Key(
        "public_url", .scalar(.webAddress),
        "Where the world reads the bucket unsigned, such as https://media.example.org."),
      Key("access_key", .scalar(.text), "The access key's id; not a secret."),
      Key(
        "secret_key", .scalar(.secret(environment: true)),
        "A reference to the access key's secret."),
    ],
    variants: KeyTable.Variants(
      key: "kind",
      cases: [
        (
          BucketSettings.Kind.s3.rawValue,
          [
            Key(
              "endpoint", .scalar(.origin), isRequired: true,
              "The store, such as https://s3.eu-central-1.amazonaws.com."),
            Key("region", .scalar(.name()), default: "auto", "Such as eu-central-1."),
          ]
        ),
        (
          BucketSettings.Kind.gcs.rawValue,
          [
            Key(
              "endpoint", .scalar(.origin), default: MediaSettingsReader.googleEndpoint,
              "Google's store."),
            Key(
              "service_account", .scalar(.secret(environment: true)),
              "A reference to a service account's JSON file, instead of an access key."),
          ]
        ),
      ]))
}

extension ScalarKind {
  /// A bucket's name, by the rules that all stores share.
  static let bucketName = ScalarKind(
    "3 to 63 of a-z 0-9 . _ -",
    schema: ["type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$"]
  ) { value in
    let isPlain: (Character) -> Bool = { $0.isASCII && ($0.isLowercase || $0.isNumber) }
    return (3...63).contains(value.utf8.count)
      && value.allSatisfy { isPlain($0) || "._-".contains($0) }
      && value.first.map(isPlain) == true && value.last.map(isPlain) == true
  }

  /// A folder in a bucket.
  static let objectPrefix = ScalarKind(
    "a folder such as belfry/",
    schema: ["type": "string", "pattern": "^([A-Za-z0-9._-]+/)*[A-Za-z0-9._-]+/?$"]
  ) { value in
    let folders = value.split(separator: "/", omittingEmptySubsequences: false)
    let named = folders.last == "" ? folders.dropLast() : folders[...]
    return !named.isEmpty && value.utf8.count <= 200
      && named.allSatisfy { $0 != "." && $0 != ".." && Slug.isValid("a" + $0, maximumLength: 200) }
      && !named.contains("")
  }
}
