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
    guard let kdf = EVP_KDF_fetch(nil, "HKDF", nil), let context = EVP_KDF_CTX_new(kdf) else {
      preconditionFailure("OpenSSL has no HKDF: \(OpenSSLTrouble.text)")
    }
    defer {
      EVP_KDF_CTX_free(context)
      EVP_KDF_free(kdf)
    }
    var output = [UInt8](repeating: 0, count: count)
    let status = withParameters(key: key, salt: salt, info: info) {
      EVP_KDF_derive(context, &output, count, $0)
    }
    precondition(status == 1, "HKDF failed: \(OpenSSLTrouble.text)")
    return output
  }

  /// OpenSSL reads the parameters through pointers, which live as long as `body` runs.
  private static func withParameters(
    key: [UInt8], salt: [UInt8], info: [UInt8], _ body: ([OSSL_PARAM]) -> Int32
  ) -> Int32 {
    var (digest, key, salt, info) = (Array("SHA256".utf8CString), key, salt, info)
    let counts = (key.count, salt.count, info.count)
    return digest.withUnsafeMutableBufferPointer { digest in
      key.withUnsafeMutableBytes { key in
        salt.withUnsafeMutableBytes { salt in
          info.withUnsafeMutableBytes { info in
            var parameters = [
              OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.baseAddress, 0),
              OSSL_PARAM_construct_octet_string(
                OSSL_KDF_PARAM_KEY, key.baseAddress, counts.0),
            ]
            if counts.1 > 0 {
              parameters.append(
                OSSL_PARAM_construct_octet_string(
                  OSSL_KDF_PARAM_SALT, salt.baseAddress, counts.1))
            }
            if counts.2 > 0 {
              parameters.append(
                OSSL_PARAM_construct_octet_string(
                  OSSL_KDF_PARAM_INFO, info.baseAddress, counts.2))
            }
            return body(parameters + [OSSL_PARAM_construct_end()])
          }
        }
      }
    }
  }
}
