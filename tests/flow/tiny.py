"""A tiny helpline: enough flows to see every rule, each as short as it can be.

`FILES` is what `read_flows` takes. Tests change single files by `dict(FILES, **{...})`.
"""

from __future__ import annotations

FALLBACK = """
id = "F00"
name = "fallback"
title = "your last message"
timeout = "PT24H"
start = "F00.start"

[[node]]
id = "F00.start"
kind = "branch"
when = [{ fact = "failures", any = ["2"], go = "F00.2" }]
otherwise = "F00.1"

[[node]]
id = "F00.1"
kind = "say"
text = "Sorry, I did not understand."
keys = ["0", "9", "99"]
go = "F00.end"

[[node]]
id = "F00.2"
kind = "say"
text = "I pass your words to a person."
go = "F00.end"

[[node]]
id = "F00.media"
kind = "say"
text = "We cannot open pictures."
go = "F00.end"

[[node]]
id = "F00.location"
kind = "say"
text = "You shared a place."
go = "F00.end"

[[node]]
id = "F00.changed"
kind = "say"
text = "Sorry, my last question is gone."
go = "F00.end"

[[node]]
id = "F00.scripts"
kind = "say"
text = "Khmer / English"
go = "F00.end"

[[node]]
id = "F00.end"
kind = "end"
"""

WELCOME = """
id = "F01"
name = "welcome"
title = "the menu"
timeout = "PT30M"
triggers = ["menu", "hello"]
start = "F01.start"

[[node]]
id = "F01.start"
kind = "branch"
when = [{ fact = "first_talk", any = ["yes"], go = "F01.first" }]
otherwise = "F01.back"

[[node]]
id = "F01.first"
kind = "branch"
when = [{ fact = "language", any = [""], go = "F01.language" }]
otherwise = "F01.1"

[[node]]
id = "F01.language"
kind = "call"
flow = "F02"
go = "F01.1"

[[node]]
id = "F01.1"
kind = "ask"
answer = "choice"
text = "Hello, this is {name}."
options = [{ digit = "5", code = "other", label = "Khmer", go = "F01.1" }]
keys = ["99", "9", "0"]

[[node]]
id = "F01.back"
kind = "branch"
when = [{ fact = "safe", any = ["yes"], go = "F01.2" }]
otherwise = "F01.ask_safe"

[[node]]
id = "F01.ask_safe"
kind = "call"
flow = "F03"
go = "F01.2"

[[node]]
id = "F01.2"
kind = "ask"
answer = "choice"
sensitive = true
text = "What is it about?"
options = [
  { digit = "1", code = "work", label = "What happened at work", go = "F01.work" },
  { digit = "2", code = "debt", label = "Money or debt", go = "F01.debt" },
]

[[node]]
id = "F01.work"
kind = "call"
flow = "F06"
go = "F01.end"

[[node]]
id = "F01.debt"
kind = "call"
flow = "F11"
go = "F01.end"

[[node]]
id = "F01.end"
kind = "end"
"""

LANGUAGE = """
id = "F02"
name = "language"
title = "the language"
timeout = "PT30M"
triggers = ["language"]
start = "F02.1"

[[node]]
id = "F02.1"
kind = "ask"
answer = "choice"
remember = "language"
text = "Language?"
options = [
  { digit = "1", code = "km", label = "Khmer", go = "F02.end" },
  { digit = "2", code = "en", label = "English", go = "F02.end" },
]

[[node]]
id = "F02.end"
kind = "end"
"""

SAFETY = """
id = "F03"
name = "safety"
title = "a good time"
timeout = "PT30M"
start = "F03.1"

[[node]]
id = "F03.1"
kind = "ask"
answer = "choice"
text = "Is this a good time?"
options = [
  { digit = "1", code = "yes", label = "yes", go = "F03.yes" },
  { digit = "2", code = "later", label = "later", go = "F03.later" },
  { digit = "3", code = "danger", label = "I am in danger", go = "F03.2" },
]

[[node]]
id = "F03.yes"
kind = "remember"
set = { safe = "yes" }
go = "F03.end"

[[node]]
id = "F03.later"
kind = "remember"
set = { safe = "no" }
go = "F03.5"

[[node]]
id = "F03.5"
kind = "say"
text = "OK, noted."
go = "F03.end"

[[node]]
id = "F03.2"
kind = "ask"
answer = "choice"
text = "Is it happening now?"
options = [{ digit = "3", code = "self_harm", label = "I may hurt myself", go = "F03.self_harm" }]
timeout = "PT10M"
on_timeout = "F03.T"

[[node]]
id = "F03.T"
kind = "escalate"
priority = "P1"
reason = "UNSAFE_NO_ANSWER"
hand_over = true
go = "F03.quiet"

[[node]]
id = "F03.self_harm"
kind = "call"
flow = "F20"
go = "F03.quiet"

[[node]]
id = "F03.end"
kind = "end"

[[node]]
id = "F03.quiet"
kind = "end"
quiet = true
"""

SCREENING = """
id = "F06"
name = "screening"
title = "what happened at work"
timeout = "PT30M"
keep = "P3D"
sensitive = true
requires = ["safe"]
triggers = ["boat"]
start = "F06.1"

[[node]]
id = "F06.1"
kind = "ask"
answer = "choice"
text = "Is your body or sleep worse?"
options = [
  { digit = "1", code = "yes", label = "yes", go = "F06.2" },
  { digit = "2", code = "no", label = "no", go = "F06.2" },
]
skip = "F06.2"
keys = ["7"]

[[node]]
id = "F06.2"
kind = "ask"
answer = "several"
remember = "needs"
text = "What would help most?"
options = [
  { digit = "1", code = "health", label = "health", go = "F06.3", concepts = ["sick"] },
  { digit = "3", code = "debt", label = "debt", go = "F06.3", concepts = ["owe"] },
  { digit = "5", code = "food", label = "food", go = "F06.3" },
]
go = "F06.3"

[[node]]
id = "F06.3"
kind = "ask"
answer = "province"
remember = "province"
text = "Which province?"
go = "F06.4"
skip = "F06.4"

[[node]]
id = "F06.4"
kind = "ask"
answer = "time"
remember = "call_time"
text = "When may we call?"
options = [
  { digit = "1", code = "morning", label = "morning", go = "F06.5", concepts = ["morning"] },
  { digit = "4", code = "now", label = "now", go = "F06.5" },
]
go = "F06.5"

[[node]]
id = "F06.5"
kind = "ask"
answer = "text"
remember = "code_word"
minimum_characters = 3
text = "Choose a code word."
go = "F06.6"

[[node]]
id = "F06.6"
kind = "ask"
answer = "number"
text = "How many people?"
go = "F06.7"

[[node]]
id = "F06.7"
kind = "say"
text = "Thank you. It was not your fault."
go = "F06.end"

[[node]]
id = "F06.end"
kind = "end"
"""

DEBT = """
id = "F11"
name = "debt"
title = "money"
timeout = "PT30M"
triggers = ["debt"]
start = "F11.1"

[[node]]
id = "F11.1"
kind = "ask"
answer = "choice"
text = "Who asks for the money?"
options = [
  { digit = "1", code = "broker", label = "broker or boss", go = "F11.2" },
  { digit = "2", code = "bank", label = "bank", go = "F11.2" },
]
timeout = "PT1H"

[[node]]
id = "F11.2"
kind = "say"
text = ["Do not sign today. Call {phone}.", "Do not sign today."]
go = "F11.end"

[[node]]
id = "F11.end"
kind = "end"
"""

SELF_HARM = """
id = "F20"
name = "self_harm"
title = "how you feel"
timeout = "PT10M"
crisis = true
sensitive = true
triggers = ["self_harm"]
soft = "F20.2"
start = "F20.alert"

[[node]]
id = "F20.alert"
kind = "escalate"
priority = "P1"
reason = "SELF_HARM_NOW"
hand_over = true
go = "F20.1"

[[node]]
id = "F20.1"
kind = "ask"
answer = "choice"
text = "Are you safe this minute?"
options = [
  { digit = "1", code = "yes", label = "yes", go = "F20.2" },
  { digit = "2", code = "no", label = "no", go = "F20.3" },
]

[[node]]
id = "F20.2"
kind = "ask"
answer = "choice"
text = "Are you thinking of ending your life now?"
options = [
  { digit = "1", code = "now", label = "yes", go = "F20.alert2" },
  { digit = "3", code = "no", label = "no", go = "F20.3" },
]

[[node]]
id = "F20.alert2"
kind = "escalate"
priority = "P1"
reason = "SELF_HARM_NOW"
hand_over = true
go = "F20.3"

[[node]]
id = "F20.3"
kind = "say"
text = "Please do not stay alone."
go = "F20.quiet"

[[node]]
id = "F20.quiet"
kind = "end"
quiet = true
"""

VIOLENCE = """
id = "F21"
name = "violence"
title = "your safety"
timeout = "PT10M"
crisis = true
sensitive = true
triggers = ["violence_now"]
start = "F21.alert"

[[node]]
id = "F21.alert"
kind = "escalate"
priority = "P1"
reason = "VIOLENCE_NOW"
hand_over = true
go = "F21.1"

[[node]]
id = "F21.1"
kind = "ask"
answer = "choice"
text = "Can you get out?"
options = [
  { digit = "1", code = "text", label = "only text", go = "F21.2" },
  { digit = "3", code = "silent", label = "not safe to text", go = "F21.silent" },
]

[[node]]
id = "F21.silent"
kind = "remember"
set = { writing = "silent" }
go = "F21.quiet"

[[node]]
id = "F21.2"
kind = "say"
text = "Stay near others."
go = "F21.end"

[[node]]
id = "F21.end"
kind = "end"

[[node]]
id = "F21.quiet"
kind = "end"
quiet = true
"""

PERSON = """
id = "F25"
name = "person"
title = "talking with a person"
timeout = "PT30M"
triggers = ["human"]
start = "F25.request"

[[node]]
id = "F25.request"
kind = "escalate"
priority = "P3"
reason = "HUMAN_REQ"
hand_over = true
go = "F25.1"

[[node]]
id = "F25.1"
kind = "ask"
answer = "choice"
text = "A person will write here."
options = [
  { digit = "1", code = "cover", label = "say wrong number", go = "F25.end" },
  { digit = "2", code = "fine", label = "fine", go = "F25.end" },
]

[[node]]
id = "F25.end"
kind = "end"
"""

RELAY = """
id = "F26"
name = "relay"
title = "your talk with a person"
timeout = "PT24H"
proactive = ["F26.1"]
start = "F26.hold"

[[node]]
id = "F26.hold"
kind = "say"
text = "Thank you. A person reads this."
go = "F26.end"

[[node]]
id = "F26.1"
kind = "say"
text = "A person is here now."
go = "F26.end"

[[node]]
id = "F26.end"
kind = "end"
quiet = true
"""

STOP = """
id = "F30"
name = "stop"
title = "your messages"
timeout = "PT30M"
triggers = ["stop"]
start = "F30.1"

[[node]]
id = "F30.1"
kind = "say"
text = "OK, no more messages from me."
go = "F30.end"

[[node]]
id = "F30.end"
kind = "end"
quiet = true
"""

HIDE = """
id = "F32"
name = "hide"
title = "a good time"
timeout = "PT30M"
triggers = ["hide"]
start = "F32.1"

[[node]]
id = "F32.1"
kind = "say"
text = "Thank you, noted. Have a good day."
go = "F32.end"

[[node]]
id = "F32.end"
kind = "end"
quiet = true
"""

WRONG_NUMBER = """
id = "F33"
name = "wrong_number"
title = "your messages"
timeout = "PT30M"
triggers = ["wrong_number"]
start = "F33.1"

[[node]]
id = "F33.1"
kind = "say"
text = "Sorry, wrong number. No more messages."
go = "F33.end"

[[node]]
id = "F33.end"
kind = "end"
quiet = true
"""

RECAP = """
id = "F35"
name = "recap"
title = "where we were"
timeout = "PT30M"
sensitive = true
requires = ["safe"]
triggers = ["repeat"]
start = "F35.start"

[[node]]
id = "F35.start"
kind = "branch"
when = [{ fact = "parked", any = ["yes"], go = "F35.2" }]
otherwise = "F35.1"

[[node]]
id = "F35.1"
kind = "say"
text = ["Last time: {recap}. Waiting for your answer: {question}", "No question is waiting."]
go = "F35.end"

[[node]]
id = "F35.2"
kind = "ask"
answer = "choice"
text = "We stopped at: {topic}."
options = [
  { digit = "1", code = "go_on", label = "go on", go = "F35.end" },
  { digit = "2", code = "start_new", label = "start new", go = "F35.new" },
]

[[node]]
id = "F35.new"
kind = "call"
flow = "F01"
go = "F35.end"

[[node]]
id = "F35.end"
kind = "end"
"""

FILES = {
    "f00.toml": FALLBACK,
    "f01.toml": WELCOME,
    "f02.toml": LANGUAGE,
    "f03.toml": SAFETY,
    "f06.toml": SCREENING,
    "f11.toml": DEBT,
    "f20.toml": SELF_HARM,
    "f21.toml": VIOLENCE,
    "f25.toml": PERSON,
    "f26.toml": RELAY,
    "f30.toml": STOP,
    "f32.toml": HIDE,
    "f33.toml": WRONG_NUMBER,
    "f35.toml": RECAP,
}
