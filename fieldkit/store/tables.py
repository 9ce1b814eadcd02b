"""The tables of the two databases. Entries are only ever inserted; projections can be rebuilt."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

store = MetaData()
documents = MetaData()

meta = Table(
    "meta",
    store,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

inspections = Table(
    "inspections",
    store,
    Column("id", Text, primary_key=True),
    Column("founder", Text, nullable=False),
    Column("form_text", LargeBinary, nullable=False),
    Column("form_sha256", Text, nullable=False),
)

entries = Table(
    "entries",
    store,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("inspection", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("previous", Text, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("body", LargeBinary),
    Column("subject", Text),
    Column("reading", Text),
    Column("field", Text),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("hidden", Integer, nullable=False, default=0),
    Column("stored_at", Text, nullable=False),
    Index("entries_by_chain", "inspection", "device", "sequence"),
    Index("entries_by_key", "inspection", "subject", "reading", "field"),
)

# Who reads what is asked at every arrival, among a million other entries. An index of a part is
# used only where the query says the part in the same words.
is_reading = entries.c.field == literal_column("'reading'")
readings_index = Index("entries_of_readings", entries.c.inspection, sqlite_where=is_reading)

standing = Table(
    "standing",
    store,
    Column("inspection", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("reading", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("entry", Text, ForeignKey("entries.id"), primary_key=True),
)

journal = Table(
    "journal",
    store,
    Column("inspection", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("reading", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("typed_at", Text, nullable=False),
)

places = Table(
    "places",
    store,
    Column("subject", Text, primary_key=True),
    Column("reading", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("page", Integer, nullable=False),
    Column("opened", Text, nullable=False),
    Column("at", Text, nullable=False),
)

roster_versions = Table(
    "roster_versions",
    store,
    Column("inspection", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("encoded", LargeBinary, nullable=False),
)

envelopes = Table(
    "envelopes",
    store,
    Column("sha256", Text, primary_key=True),
    Column("direction", Text, nullable=False),
    Column("inspection", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("previous", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("blob_list", LargeBinary, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("receipt", LargeBinary),
    Index("envelopes_by_sender", "inspection", "device", "address", "sequence"),
)

envelope_entries = Table(
    "envelope_entries",
    store,
    Column("envelope", Text, ForeignKey("envelopes.sha256"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("entry", Text, nullable=False),
    Index("envelope_entries_by_entry", "entry"),
)

delivered = Table(
    "delivered",
    store,
    Column("inspection", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("through", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    store,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("at", Text, nullable=False),
)

shredded = Table(
    "shredded",
    store,
    Column("subject", Text, primary_key=True),
    Column("inspection", Text, nullable=False),
    Column("at", Text, nullable=False),
)

log = Table(
    "log",
    store,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("seconds", Float),
    Index("log_by_code", "code", "number"),
)

case_keys = Table(
    "case_keys",
    documents,
    Column("subject", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

blobs = Table(
    "blobs",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("whole", Integer, nullable=False, default=0),
)

chunks = Table(
    "chunks",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("subject", "sha256", "place"),
)

texts = Table(
    "texts",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("scan", Integer, nullable=False),
    Column("refusal", Text, nullable=False, default=""),
)

looked = Table(
    "looked",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False, default=""),
    Column("date", Text, nullable=False, default=""),
    Column("time", Text, nullable=False, default=""),
)

inner_files = Table(
    "inner_files",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
)

dated_parts = Table(
    "dated_parts",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("date", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("located", Text, nullable=False),
)

read_pages = Table(
    "read_pages",
    documents,
    Column("subject", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)
