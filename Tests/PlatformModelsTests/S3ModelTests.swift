import Domain
import PlatformModels
import Testing

@Suite("The object store's model")
struct S3ModelTests {
  private static let day = Instant(rfc3339: "2013-05-24T00:00:00Z")!
  private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  /// AWS's published example; its path has no bucket, so a good signature leads to NoSuchBucket.
  private static let published =
    "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"

  private func model(secret: String = S3ModelTests.secret) -> S3Model {
    S3Model(
      bucket: "examplebucket", accessKey: "AKIAIOSFODNN7EXAMPLE", secret: secret,
      region: "us-east-1", hashing: OpenSSLHashing())
  }

  private func code(
    _ target: String, method: String = "GET", host: String = "examplebucket.s3.amazonaws.com",
    headers: [NamedValue] = [], at now: Instant = S3ModelTests.day + .seconds(60),
    secret: String = S3ModelTests.secret
  ) -> String {
    var model = model(secret: secret)
    let request = ModelRequest(method, target, headers: [NamedValue("host", host)] + headers)
    let text = model.handle(request, at: now).text
    guard let begin = text.firstRange(of: "<Code>"), let end = text.firstRange(of: "</Code>")
    else { return text }
    return String(text[begin.upperBound..<end.lowerBound])
  }

  @Test("takes the signature that AWS published")
  func published() {
    #expect(code(Self.published) == "NoSuchBucket")
  }

  @Test("refuses whatever differs from what was signed")
  func strict() {
    #expect(code(Self.published, method: "PUT") == "SignatureDoesNotMatch")
    #expect(code(Self.published, host: "elsewhere.example") == "SignatureDoesNotMatch")
    #expect(code(Self.published, secret: "another") == "SignatureDoesNotMatch")
    #expect(
      code(Self.published.replacing("test.txt", with: "test2.txt")) == "SignatureDoesNotMatch")
    #expect(code(Self.published + "&x=1") == "SignatureDoesNotMatch")
    #expect(
      code(Self.published, headers: [NamedValue("x-amz-acl", "public-read")]) == "AccessDenied")
    #expect(code("/examplebucket/a") == "AccessDenied")
  }

  @Test("refuses what is over, not yet begun, of another region or of no known key")
  func bounds() {
    #expect(code(Self.published, at: Self.day + .seconds(86_399)) == "NoSuchBucket")
    #expect(code(Self.published, at: Self.day + .seconds(86_400)) == "AccessDenied")
    #expect(code(Self.published, at: Self.day - .seconds(899)) == "NoSuchBucket")
    #expect(code(Self.published, at: Self.day - .seconds(901)) == "AccessDenied")
    #expect(
      code(Self.published.replacing("us-east-1", with: "eu-west-1"))
        == "AuthorizationHeaderMalformed")
    #expect(
      code(Self.published.replacing("AKIAIOSFODNN7EXAMPLE", with: "AKIAOTHER"))
        == "InvalidAccessKeyId")
    #expect(
      code(Self.published.replacing("=86400", with: "=604801"))
        == "AuthorizationQueryParametersError")
  }
}
