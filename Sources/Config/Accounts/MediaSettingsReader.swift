import Domain

/// Reads `media:` of `accounts.yaml` from its checked tree.
struct MediaSettingsReader {
  static let googleEndpoint = "https://storage.googleapis.com"

  let report: Report

  func read(_ node: YAMLNode?) -> MediaSettings {
    var settings = MediaSettings()
    guard let node else { return settings }
    settings.bucket = node["bucket"].flatMap(bucket)
    let expires = node["expires"]
    settings.expires.put = expires?.duration("put") ?? settings.expires.put
    settings.expires.get = expires?.duration("get") ?? settings.expires.get
    settings.expires.delete = expires?.duration("delete") ?? settings.expires.delete
    settings.triesAddresses = node.boolean("try_addresses") ?? settings.triesAddresses
    settings.metadata =
      node.text("metadata").flatMap { MetadataPolicy(rawValue: $0.value) } ?? settings.metadata
    settings.keep = node.duration("keep") ?? settings.keep
    settings.quotaBytes = bytes("quota", of: node) ?? settings.quotaBytes
    settings.largestBytes = bytes("largest", of: node) ?? settings.largestBytes
    if let rate = node.text("uploads").flatMap({ Rate($0.value) }) {
      settings.uploads = MediaSettings.uploads(rate.count, perSeconds: rate.seconds)
    }
    if settings.largestBytes > settings.quotaBytes, let largest = node.text("largest") {
      report.error(
        largest.place, "one file may be larger than all of them together",
        hint: "lower largest:, or raise quota: (\(ByteCount.text(settings.quotaBytes)))")
    }
    return settings
  }

  private func bytes(_ key: String, of node: YAMLNode) -> Int? {
    node.text(key).flatMap { ByteCount.parse($0.value) }
  }

  private func bucket(_ node: YAMLNode) -> BucketSettings? {
    guard let kind = node.text("kind").flatMap({ BucketSettings.Kind(rawValue: $0.value) }),
      let name = node.text("name"), let key = key(node, kind)
    else { return nil }
    let fallback = kind == .gcs ? MediaSettingsReader.googleEndpoint : nil
    guard let endpoint = node.text("endpoint")?.value ?? fallback else { return nil }
    let addressing = node.text("addressing").flatMap {
      BucketSettings.Addressing(rawValue: $0.value)
    }
    if addressing == .virtual, name.value.contains("."), endpoint.hasPrefix("https:") {
      report.error(
        name.place, "no certificate fits the host \(name.value).…",
        hint: "a name with dots needs addressing: path")
    }
    let prefix = node.text("prefix")?.value ?? ""
    return BucketSettings(
      kind: kind, endpoint: endpoint, region: node.text("region")?.value ?? "auto",
      name: name.value, addressing: addressing ?? .path,
      prefix: prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/",
      publicURL: node.text("public_url").map { url in
        String(url.value.reversed().drop { $0 == "/" }.reversed())
      }, key: key)
  }

  private func key(_ node: YAMLNode, _ kind: BucketSettings.Kind) -> BucketSettings.Key? {
    let (id, secret) = (node.text("access_key"), node.secret("secret_key"))
    if kind == .gcs, let account = node.secret("service_account") {
      if let extra = node.entries.first(where: { ["access_key", "secret_key"].contains($0.key) }) {
        report.error(
          extra.keyPlace, "the bucket has two keys",
          hint: "keep service_account:, or access_key: and secret_key:")
      }
      return .serviceAccount(account)
    }
    if let id, let secret { return .access(id: id.value, secret: secret) }
    let missing = id == nil ? "access_key" : "secret_key"
    report.error(
      node.place, "bucket: needs \(quoted(missing))",
      hint: kind == .gcs
        ? "or service_account:, a reference to the JSON file of a service account"
        : "the store signs nothing without a key")
    return nil
  }
}
