import COpenSSL

/// HKDF with SHA-256 (RFC 5869): keys for different purposes out of one.
package enum HKDFSHA256 {
  /// `count` bytes (1 … 8160) derived from `key`.
  ///
  /// `info` names the purpose; keys with different purposes tell nothing about each other.
  package static func derive(
    from key: [UInt8], salt: [UInt8] = [], info: [UInt8], count: Int
  ) -> [UInt8] {
    precondition((1...255 * 32).contains(count), "HKDF gives 1 … 8160 bytes, not \(count)")
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else {
      preconditionFailure("OpenSSL has no HKDF: \(OpenSSLTrouble.text)")
    }
    defer { EVP_PKEY_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: count)
    var length = count
    // The setters copy what they are given. No salt is the same as a salt of zeros (§2.2).
    let isDerived =
      EVP_PKEY_derive_init(context) == 1
      && EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1
      && EVP_PKEY_CTX_set1_hkdf_key(context, key, Int32(key.count)) == 1
      && (salt.isEmpty || EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)) == 1)
      && (info.isEmpty || EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)) == 1)
      && EVP_PKEY_derive(context, &output, &length) == 1
    precondition(isDerived && length == count, "HKDF failed: \(OpenSSLTrouble.text)")
    return output
  }
}
