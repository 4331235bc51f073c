import Domain

extension Flow {
  /// What stands between the parts of a multipart body: drawn from the run's entropy, so that no
  /// text can contain it.
  var multipartBoundary: String { "belfry-\(entropy.suffix(16).hexadecimal)" }
}
