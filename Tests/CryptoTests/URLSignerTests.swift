import Domain
import Testing

@testable import Crypto

@Suite("Signed addresses of object stores")
struct URLSignerTests {
  private static let example = URLSigner(
    s3AccessKey: "AKIAIOSFODNN7EXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    region: "us-east-1")
  private static let day = Instant(rfc3339: "2013-05-24T00:00:00Z")!
  private static let origin = "https://examplebucket.s3.amazonaws.com"

  private func signature(_ url: String) -> String {
    url.split(separator: "=").last.map(String.init) ?? ""
  }

  @Test("AWS's published example, whole")
  func published() {
    let request = StorageRequest(.get, origin: Self.origin, path: "/test.txt")
    let url = Self.example.url(for: request, seconds: 86_400, at: Self.day)
    #expect(
      url == """
        https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404
        """)
  }

  @Test("PUT with a fixed type, and DELETE, of a name with a space and a plus")
  func putAndDelete() {
    let path = "/media/a b+c.png"
    let put = StorageRequest(
      .put, origin: Self.origin, path: path, headers: [.init("Content-Type", " image/png ")])
    #expect(
      signature(Self.example.url(for: put, seconds: 900, at: Self.day))
        == "00316c8e5ee0f7488bf51c183fcfa43732cedbcfbea12f74632dc2fa5d5e2293")
    let delete = StorageRequest(.delete, origin: Self.origin, path: path)
    let url = Self.example.url(for: delete, seconds: 900, at: Self.day)
    #expect(url.hasPrefix(Self.origin + "/media/a%20b%2Bc.png?"))
    #expect(signature(url) == "e0a94aec09c94e2062958171801ac6b4da6cb66a77ebc39fad22c6a6fc5f7f4e")
  }

  @Test("Google's V4 with an interoperability key")
  func googleHMAC() {
    let signer = URLSigner(
      googleAccessKey: "GOOGEXAMPLEHMACKEY", secret: Secret("examplesecret"))
    let request = StorageRequest(
      .get, origin: "https://storage.googleapis.com", path: "/test-bucket/test-object")
    let url = signer.url(
      for: request, seconds: 3600, at: Instant(rfc3339: "2026-01-01T00:00:00Z")!)
    #expect(signature(url) == "f007ce8e18e63c7777cc8faa5b907482220caf886865f10b0b389b14de564340")
    #expect(url.contains("X-Goog-Credential=GOOGEXAMPLEHMACKEY%2F20260101%2Fauto%2Fstorage"))
  }

  @Test(
    "a port belongs to the signed host unless the scheme has it anyway",
    arguments: [
      ("https://s3.example.org:443", "host:s3.example.org\n"),
      ("https://s3.example.org:9000", "host:s3.example.org:9000\n"),
      ("http://127.0.0.1:80", "host:127.0.0.1\n"),
      ("http://[::1]:9000", "host:[::1]:9000\n"),
    ])
  func ports(_ origin: String, _ line: String) {
    let request = StorageRequest(.get, origin: origin, path: "/a//../b")
    #expect(request.canonicalText == "GET\n/a//../b\n\n\(line)\nhost\nUNSIGNED-PAYLOAD")
  }

  @Test("parameters are sorted as they are escaped, and a value may be empty")
  func query() {
    let request = StorageRequest(
      .post, origin: Self.origin, path: "/k",
      query: [.init("uploads", ""), .init("b", "ä/ +"), .init("b", "a"), .init("a.b", "1")])
    #expect(request.canonicalQuery == "a.b=1&b=%C3%A4%2F%20%2B&b=a&uploads=")
  }
}

extension URLSignerTests {
  /// Made for this test and used nowhere else.
  private static let pem = """
    -----BEGIN RSA PRIVATE KEY-----
    MIICXgIBAAKBgQC1q5UvztDnUNluPn1mAtN3dmjCcr+rrxmPZblbOt9dX9AB4VrX
    ALnrRGmXIT24GbanweE9oj3jDxHdB7ER3zZhmfmrJmdl+qQTH+nD6gz5pqNpQdVz
    5FsdUNe+BJSaBAxvtafFYA9VOaC1ZZBF+CKtDsJ7nDePPObgyJbClOQHXwIDAQAB
    AoGBAI5G6LneYSEn4oFCk3bW88J1i6ntsErHAV+arUXTn6dDKGawlTIZMYIdvAxO
    TkXmbXSIlNxuOcWfwb+3DGgQxkbsCoA5gOeripEnRl/ctlPmqhUBqR5NE9XewlOQ
    xxqQAFcW1tZlPa4drvCFImzhv75i/CVJm3mIzEx0vDyS77LRAkEA35sJ68d+ZF2L
    2viSu4V7rnnM3qoCq0Q8KW0iFwPrj3pCCLdrF9QmwNm9WvFFFcvyLgWcarceVlvj
    WhKohHADqwJBAM/9RKB6c3DL6qpda4ruUOKn0mpr1YFXRC1kCJ1wYl343DrmXv18
    GFHJs3/ymP+5LVKVvyxj9yOLLFnflIRd1x0CQQC2/KmhyiAlAmjxSXrK+vG8VvDR
    R0/n2G9jd2vuacbcI7DmcTOyzGrqZ0YOpmNi8wO9pdnbev/YrFnh3GML/p8BAkEA
    sTO68G7jQ8q4WAXXxjpct378Cqds9BGBiJqdrGU/qYiJObVkYNsFbUlHoU7zg4wl
    TSNACXXx7Vp5ouiWBGBfEQJATk+L8PyyEbUDzmWIHjjpZJa2QOaKOcbVE6PQUNxW
    aWOBpJQjsyEqBh+FP5gZLzDjgkcSqfZdqPHYDAW/LRTXmw==
    -----END RSA PRIVATE KEY-----
    """

  @Test("Google's V4 with a service account: the published query, signed as openssl(1) signs it")
  func googleRSA() throws {
    let email = "test-iam-credentials@dummy-project-id.iam.gserviceaccount.com"
    let signer = try #require(
      URLSigner(googleServiceAccount: email, pem: Secret(Self.pem)))
    let request = StorageRequest(
      .get, origin: "https://storage.googleapis.com", path: "/test-bucket/test-object")
    let url = signer.url(
      for: request, seconds: 10, at: Instant(rfc3339: "2019-02-01T09:00:00Z")!)
    #expect(
      url == """
        https://storage.googleapis.com/test-bucket/test-object\
        ?X-Goog-Algorithm=GOOG4-RSA-SHA256\
        &X-Goog-Credential=test-iam-credentials%40dummy-project-id.iam.gserviceaccount.com\
        %2F20190201%2Fauto%2Fstorage%2Fgoog4_request\
        &X-Goog-Date=20190201T090000Z&X-Goog-Expires=10&X-Goog-SignedHeaders=host\
        &X-Goog-Signature=\
        062f0cbdf954ca96659d432e4d6ad2a587996863cc1f130418e045a2897b8cfc\
        1a5bc59de77b2cd82734dcaa190441aa037414c9ab359a993db0a947032a75fc\
        ddbc7c41efed722d3e35671794b5e23b64ae9c19d3e4495cde18989d3087a569\
        ff1cbd54c7e0c541956f5fe25b48e00d8e8c31dbc452fb0f182e10fe9a6d490e
        """)
  }

  @Test(
    "what is no RSA key signs nothing", arguments: ["", "no key", "-----BEGIN PRIVATE KEY-----"])
  func noKey(_ text: String) {
    #expect(URLSigner(googleServiceAccount: "a@b", pem: Secret(text)) == nil)
  }
}
