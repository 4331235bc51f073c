import Config
import Crypto
import Domain

/// A bucket, and the key that signs for it.
struct Bucket: Sendable {
  let settings: BucketSettings
  private let signer: URLSigner

  /// - Throws: `bad_configuration` when the key is not where the files say.
  init(_ settings: BucketSettings, _ references: SecretReferences) throws(ErrorObject) {
    self.settings = settings
    switch settings.key {
    case .access(let id, let key):
      let secret = try Bucket.secret(key, references)
      signer =
        settings.kind == .s3
        ? URLSigner(s3AccessKey: id, secret: secret, region: settings.region)
        : URLSigner(googleAccessKey: id, secret: secret)
    case .serviceAccount(let key):
      signer = try Bucket.serviceAccount(try Bucket.secret(key, references), key)
    }
  }

  /// The address at which `method` may be used on an object for so many seconds.
  ///
  /// - Parameter headers: what the client must send exactly so.
  func address(
    _ method: Call.Method, _ key: String, query: [StorageRequest.Parameter] = [],
    headers: [Call.Header] = [], seconds: Int, at now: Instant
  ) -> String {
    let request = StorageRequest(
      method, origin: origin, path: path(key), query: query, headers: headers)
    return signer.url(for: request, seconds: seconds, at: now)
  }

  /// Where everybody reads an object without a signature; `nil` where nobody may.
  func publicAddress(_ key: String) -> String? {
    settings.publicURL.map { url in
      url + "/" + key.split(separator: "/").map(PercentEncoding.component).joined(separator: "/")
    }
  }

  /// Where the daemon keeps a file of the spool.
  func key(of file: PublicFile) -> String {
    "\(settings.prefix)media/\(file.hash).\(file.suffix)"
  }

  /// Where somebody else may put the file of an upload.
  func key(ofUpload id: String) -> String { "\(settings.prefix)uploads/\(id)" }

  /// What is put there to see whether that works, and removed.
  var trialKey: String { "\(settings.prefix)media/trial.txt" }

  private var origin: String {
    guard settings.addressing == .virtual, let slashes = settings.endpoint.range(of: "//") else {
      return settings.endpoint
    }
    let endpoint = settings.endpoint
    return endpoint[..<slashes.upperBound] + "\(settings.name)." + endpoint[slashes.upperBound...]
  }

  private func path(_ key: String) -> String {
    let object = key.isEmpty ? "" : "/\(key)"
    return settings.addressing == .path ? "/\(settings.name)\(object)" : key.isEmpty ? "/" : object
  }

  private static func secret(
    _ key: SecretKey, _ references: SecretReferences
  ) throws(ErrorObject) -> Secret {
    do {
      return try references.secret(key)
    } catch {
      throw ErrorObject(.badConfiguration, "media: bucket: \(error)")
    }
  }

  /// Reads the JSON file that Google hands out for a service account.
  private static func serviceAccount(
    _ file: Secret, _ key: SecretKey
  ) throws(ErrorObject) -> URLSigner {
    let document = file.reveal { try? JSON(parsing: $0) }
    guard let email = document?["client_email"]?.string,
      let pem = document?["private_key"]?.string,
      let signer = URLSigner(googleServiceAccount: email, pem: Secret(pem))
    else {
      throw ErrorObject(
        .badConfiguration, "media: bucket: \(key) is no JSON file of a service account",
        hint: "it has client_email and private_key, an RSA key")
    }
    return signer
  }
}

extension String {
  /// Where `text` first stands.
  fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
