/// Wrong schedules and exactly what is said about each: the text below `===` follows a head of
/// three lines, so it begins in line 4; then line, column and message, and the hint on a line of
/// its own.
enum WrongSchedules {
  static let posts = #"""
    === unknown key
    posts:
      - id: a
        at: now
        text: Hello.
        tex: x
    ---
    8:5: error: unknown key "tex"
        did you mean "text"?
    === unknown key without likeness
    posts:
      - id: a
        at: now
        text: Hello.
        colour: red
    ---
    8:5: error: unknown key "colour"
        a post has: id, at, timezone, to, text, link, media, poll, template, with, warning, \#
    language, visibility, tags, thread, for, late, grace, approval, on_edit, attempts, project, \#
    draft
    === wrong type
    posts:
      - id: a
        at: now
        text: Hello.
        media: tower.jpg
    ---
    8:12: error: "media" must be a list, not a single value
        begin each element with "- "
    === a list where text belongs
    posts:
      - id: a
        at: now
        text: [a, b]
    ---
    7:11: error: "text" must be text, not a list
    === posts is text
    posts: hello
    ---
    4:8: error: "posts" must be a list, not a single value
        begin each element with "- "
    === key without value
    posts:
      - id: a
        at: now
        text: Hello.
        grace:
    ---
    8:11: error: "grace" has no value
        write one or remove it
    === missing id and at
    posts:
      - text: Hello.
    ---
    5:5: error: a post needs "at"
        2026-12-01 09:30 (local), 2026-12-01T09:30:00+01:00, now, or next SLOT
    5:5: error: a post needs "id"
        the permanent name of the post; the file may move and be renamed, the id may not
    === missing text
    posts:
      - id: a
        at: now
    ---
    5:9: error: this post says nothing
        add text:, template:, media: or poll:
    === thread without a beginning
    posts:
      - id: a
        at: now
        thread: [{ text: x }]
    ---
    5:9: error: this post says nothing
        its first post is text:, and thread: has those that follow
    === bad id
    posts:
      - id: a b
        at: now
        text: x
    ---
    5:9: error: "id" must be 1 to 128 of a-z A-Z 0-9 . _ - beginning with a letter or digit, not \#
    "a b"
    === duplicate id
    posts:
      - id: a
        at: now
        text: x
      - { id: a, at: now, text: y }
    ---
    8:11: error: duplicate id "a"
        it is also at schedule.yaml:5:9
    === duplicate key
    posts:
      - id: a
        at: now
        text: Hello.
        text: Again.
    ---
    8:5: error: duplicate key "text"
        it is also at schedule.yaml:7:5
    === bad time
    posts:
      - id: a
        at: 2026-02-30 09:00
        text: x
    ---
    6:9: error: "at": there is no day 2026-02-30
        look at the month's last day
    === media without keys
    posts:
      - id: a
        at: 2027-02-01 09:00
        text: x
        media: [tower.png]
    ---
    8:13: error: "media" must be a media file, which is a mapping of keys, not a single value
        write file: tower.png
    === a medium from two places
    posts:
      - id: a
        at: 2027-02-01 09:00
        text: x
        media: [{ file: media/tower.jpg, url: "https://example.org/tower.jpg" }]
    ---
    8:38: error: a media file needs one of "file", "url", "id"
    === a medium from nowhere
    posts:
      - id: a
        at: 2027-02-01 09:00
        text: x
        media: [{ alt: A tower }]
    ---
    8:15: error: a media file needs one of "file", "url", "id"
    === time in words
    posts:
      - id: a
        at: tomorrow
        text: x
    ---
    6:9: error: "at" must be a time such as 2026-12-01 09:30, not "tomorrow"
        also possible: 2026-12-01T09:30:00+01:00, now, or next and the name of a slot
    === too far ahead
    posts:
      - id: a
        at: 2062-12-01 09:30
        text: x
    ---
    6:9: error: 2062-12-01 09:30 CET is more than 1y ahead
        correct the year, or raise horizon:
    === past time
    posts:
      - id: a
        at: 2025-12-01 09:30
        text: x
    ---
    6:9: warning: 2025-12-01 09:30 CET is in the past
        a new post needs a time to come, or at: now
    === skipped time
    posts:
      - id: a
        at: 2027-03-28 02:30
        text: x
    ---
    6:9: warning: 2027-03-28 02:30 does not exist in Europe/Berlin (clocks go forward)
        it will go out at 03:30
    === repeated time
    posts:
      - id: a
        at: 2027-10-31 02:30
        text: x
    ---
    6:9: warning: 2027-10-31 02:30 happens twice in Europe/Berlin (clocks go back)
        it will go out the first time, at 02:30 CEST
    === unknown zone
    posts:
      - id: a
        at: now
        text: Hello.
        timezone: Europe/Berln
    ---
    8:15: error: no time zone "Europe/Berln"
        use a name such as Europe/Berlin; timedatectl list-timezones shows all
    === bad duration
    posts:
      - id: a
        at: now
        text: Hello.
        grace: soon
    ---
    8:12: error: "grace" must be a duration such as 90s, 10m, 2h or 3d, not "soon"
    === duration too long
    posts:
      - id: a
        at: now
        text: Hello.
        grace: 60d
    ---
    8:12: error: "grace": "60d" is too long
        at most 30d
    === bad choice
    posts:
      - id: a
        at: now
        text: Hello.
        late: publsh
    ---
    8:11: error: "late" must be "publish", "skip" or "ask", not "publsh"
        did you mean "publish"?
    === bad boolean
    posts:
      - id: a
        at: now
        text: Hello.
        approval: yes
    ---
    8:15: error: "approval" must be true or false, not "yes"
        write true
    === bad number
    posts:
      - id: a
        at: now
        text: Hello.
        attempts: 0
    ---
    8:15: error: "attempts" must be a whole number from 1 to 100, not "0"
    === unknown account
    posts:
      - id: a
        at: now
        text: Hello.
        to: [fedi, ski]
    ---
    8:16: error: no account or group "ski"
        did you mean "sky"?
    === unknown account without likeness
    posts:
      - id: a
        at: now
        text: Hello.
        to: linkedin
    ---
    8:9: error: no account or group "linkedin"
        accounts and groups are declared in accounts.yaml
    """#
}
