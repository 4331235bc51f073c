import Adapters
import Domain
import Testing

@Suite("Bluesky: films")
struct BlueskyVideoTests {
  static let content = Content(parts: [
    .init(
      text: "Watch", media: [.init(alt: "Bells", file: .test("video/mp4", width: 16, height: 9))])
  ])
  static let token = Scripted.json(200, ["token": "CANARY"])

  static func job(_ state: String, _ more: [String: JSON] = [:]) -> JSON {
    let status: [String: JSON] = ["jobId": "j1", "did": "did:plc:acme", "state": .string(state)]
    return ["jobStatus": .object(status.merging(more) { $1 })]
  }

  @Test("token, upload, wait, post")
  func service() {
    let run = Replay.bluesky(
      Self.content,
      [
        Self.token, .json(200, Self.job("JOB_STATE_CREATED")),
        .json(200, Self.job("JOB_STATE_ENCODING", ["progress": 10])),
        .json(200, Self.job("JOB_STATE_SOMETHING_NEW")),
        .json(200, Self.job("JOB_STATE_COMPLETED", ["blob": .blob("v", mime: "video/mp4")])),
        .json(200, .put(testKeys[0])),
      ])
    #expect(
      run.steps == [
        "video-0-token", "video-0", "video-0-job", "video-0-job", "video-0-job", "post-0",
      ])
    #expect(
      run.sent[0].call.url
        == "https://pds.example/xrpc/com.atproto.server.getServiceAuth?aud=did%3Aweb%3Apds.example"
        + "&lxm=com.atproto.repo.uploadBlob&exp=1795134600")
    let upload = run.sent[1].call
    #expect(
      upload.url == "https://video.bsky.app/xrpc/app.bsky.video.uploadVideo"
        + "?did=did%3Aplc%3Aacme&name=0001020304050607.mp4")
    #expect(upload.authorization == .bearer(SecretKey("vault:7/1/video-0-token/token")))
    #expect(upload.bodyText == "<abab:0+1000>")
    #expect(
      run.sent[2].call.url
        == "https://video.bsky.app/xrpc/app.bsky.video.getJobStatus?jobId=j1")
    #expect(run.sent[2].call.authorization == .none)
    #expect(
      run.sent[5].record?["embed"] == [
        "$type": "app.bsky.embed.video", "video": .blob("v", mime: "video/mp4"), "alt": "Bells",
        "aspectRatio": ["width": 16, "height": 9],
      ])
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test(
    "a film that the service knows already goes to the account's server, which may have lost it")
  func known() {
    let known = Scripted.json(
      409, ["error": "already_exists", "jobId": "j1", "message": "already processed"])
    let run = Replay.bluesky(Self.content, [Self.token, known])
    #expect(run.next?.step == "video-0-again")
    #expect(run.next?.call.url.hasSuffix("/xrpc/com.atproto.repo.uploadBlob") == true)
    let large = Content(parts: [
      .init(
        text: "Watch", media: [.init(alt: "", file: .test("video/mp4", bytes: 52_428_801))])
    ])
    #expect(Replay.bluesky(large, [Self.token, known]).next?.step == "video-0-job")
  }

  @Test(
    "a failed job is the film's fault or worth a new run",
    arguments: [
      ("validation_failure", Refusal.Kind.content), ("encoding_failure", .content),
      ("pds_upload_unsupported_blob_size", .content), ("pds_upload_failure", .conflict),
      ("generic_failure", .conflict),
    ])
  func failed(code: String, kind: Refusal.Kind) {
    let failure = Self.job(
      "JOB_STATE_FAILED", ["failureCode": .string(code), "message": "it broke"])
    let run = Replay.bluesky(
      Self.content,
      [Self.token, .json(200, Self.job("JOB_STATE_CREATED")), .json(200, failure)])
    #expect(run.refusal == Refusal(kind, code: code, message: "it broke"))
  }

  @Test("a token that is over starts the run afresh")
  func expiredToken() {
    let late = Replay.bluesky(
      Self.content, [.json(400, ["error": "BadExpiration", "message": "in the past"])])
    #expect(late.refusal?.kind == .conflict)
    let expired = Replay.bluesky(
      Self.content, [Self.token, .json(400, ["error": "ExpiredToken", "message": "over"])])
    #expect(expired.refusal?.kind == .conflict)
  }

  @Test("with video: blob the film goes straight to the account's server")
  func plainBlob() {
    let run = Replay.bluesky(
      Self.content, [.json(200, ["blob": .blob("v", mime: "video/mp4")])],
      account: .bluesky(settings: ["video": "blob"]))
    #expect(run.steps == ["video-0", "post-0"])
    #expect(run.sent[0].call.url == "https://pds.example/xrpc/com.atproto.repo.uploadBlob")
    #expect(run.sent[0].call.header("Content-Type") == "video/mp4")
  }

  @Test("the video service can be another one")
  func otherService() {
    let run = Replay.bluesky(
      Self.content, [Self.token],
      account: .bluesky(settings: ["video_server": "http://127.0.0.1:9000"]))
    #expect(run.next?.call.url.hasPrefix("http://127.0.0.1:9000/xrpc/app.bsky.video") == true)
    let wrong = Replay.bluesky(
      Self.content, [], account: .bluesky(settings: ["video_server": "ftp://x"]))
    #expect(wrong.refusal?.kind == .content)
  }
}
