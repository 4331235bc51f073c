import Domain

/// One post as it is created: the body of `POST /rest/posts`.
struct LinkedInPost: Hashable, Sendable {
  /// In the little text format.
  var commentary: String
  var attachment: Attachment?
  var visibility: Visibility?
  var isReshareDisabled: Bool

  /// What a post carries; LinkedIn takes one kind at a time.
  enum Attachment: Hashable, Sendable {
    case media(urn: String, alt: String, title: String?)
    case images([(urn: String, alt: String)])
    case article(LinkedInArticle)
    case poll(Poll, question: String)

    static func == (left: Attachment, right: Attachment) -> Bool { left.json == right.json }

    func hash(into hasher: inout Hasher) { hasher.combine(json) }

    /// The member `content`.
    var json: JSON {
      switch self {
      case .media(let urn, let alt, let title):
        var media: [String: JSON] = ["id": .string(urn)]
        if !alt.isEmpty { media["altText"] = .string(alt) }
        if let title { media["title"] = .string(title) }
        return ["media": .object(media)]
      case .images(let images):
        let items = images.map { image -> JSON in
          image.alt.isEmpty
            ? ["id": .string(image.urn)]
            : ["id": .string(image.urn), "altText": .string(image.alt)]
        }
        return ["multiImage": ["images": .array(items)]]
      case .article(let article): return ["article": article.json]
      case .poll(let poll, let question):
        let duration = LinkedInProfile.pollDurations.first { $0.seconds == poll.durationSeconds }
        return [
          "poll": [
            "question": .string(question),
            "options": .array(poll.options.map { ["text": .string($0)] }),
            "settings": ["duration": .string(duration?.name ?? "THREE_DAYS")],
          ]
        ]
      }
    }

    /// The URNs of uploaded files.
    var files: [String] {
      switch self {
      case .media(let urn, _, _): [urn]
      case .images(let images): images.map(\.urn)
      case .article, .poll: []
      }
    }
  }

  init(_ content: Content, attachment: Attachment?) {
    commentary = LinkedInText.commentary(of: content.parts[0])
    self.attachment = attachment
    visibility = content.visibility
    isReshareDisabled = content.options["reshare"]?.bool == false
  }

  func json(author: String) -> JSON {
    var members: [String: JSON] = [
      "author": .string(author), "commentary": .string(commentary),
      "visibility": visibility == .followers ? "CONNECTIONS" : "PUBLIC",
      "distribution": [
        // Unlisted: it has its address, and is in nobody's feed.
        "feedDistribution": visibility == .unlisted ? "NONE" : "MAIN_FEED",
        "targetEntities": [], "thirdPartyDistributionChannels": [],
      ],
      "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": .bool(isReshareDisabled),
    ]
    if let attachment { members["content"] = attachment.json }
    return .object(members)
  }
}

/// A link's card. LinkedIn looks at no page itself.
struct LinkedInArticle: Hashable, Sendable {
  var source: String
  var title: String
  var description: String
  /// The URN of an uploaded picture.
  var thumbnail: String?

  var json: JSON {
    var members: [String: JSON] = ["source": .string(source), "title": .string(title)]
    if !description.isEmpty { members["description"] = .string(description) }
    if let thumbnail { members["thumbnail"] = .string(thumbnail) }
    return .object(members)
  }
}
