"""A model repository on this machine that speaks the real protocol: OAI-PMH, records, files."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from xml.sax.saxutils import escape

from tests.web_server import Answer, WebServer

_PAGE = """<?xml version='1.0' encoding='UTF-8'?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">
  <responseDate>2026-11-20T10:00:00Z</responseDate>
  <request verb="ListRecords" metadataPrefix="dcat" set="user-ocr_models">https://zenodo.org/oai2d</request>
  {content}
</OAI-PMH>"""
_RECORD = """<record>
  <header>
    <identifier>oai:zenodo.org:{number}</identifier>
    <datestamp>{datestamp}</datestamp>
    <setSpec>user-ocr_models</setSpec>
  </header>
  <metadata>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#"
      xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:org="http://www.w3.org/ns/org#">
      <rdf:Description rdf:about="https://doi.org/{doi}">
        <rdf:type rdf:resource="http://www.w3.org/ns/dcat#Dataset"/>
        <dct:identifier rdf:datatype="http://www.w3.org/2001/XMLSchema#anyURI">https://doi.org/{doi}</dct:identifier>
        <foaf:page rdf:resource="https://doi.org/{doi}"/>
        <dct:creator>
          <rdf:Description rdf:about="http://orcid.org/0000-0001-0000-0000">
            <foaf:name>Deposit, Dora</foaf:name>
            <org:memberOf>
              <foaf:Organization><foaf:name>An archive</foaf:name></foaf:Organization>
            </org:memberOf>
          </rdf:Description>
        </dct:creator>
        <dct:title>{title}</dct:title>
        <dct:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#gYear">{year}</dct:issued>
        <dcat:keyword>kraken_pytorch</dcat:keyword>
        <dct:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#date">{published}</dct:issued>
        <dct:isVersionOf>
          <rdf:Description rdf:about="https://doi.org/{concept}">
            <dct:identifier rdf:datatype="http://www.w3.org/2001/XMLSchema#anyURI">https://doi.org/{concept}</dct:identifier>
          </rdf:Description>
        </dct:isVersionOf>
        <dct:description>{title}</dct:description>
        {files}
      </rdf:Description>
    </rdf:RDF>
  </metadata>
</record>"""
_FILE = """<dcat:distribution><dcat:Distribution>
  <dcat:accessURL rdf:resource="https://doi.org/{doi}"/>
  <dcat:byteSize>{size}</dcat:byteSize>
  <dcat:downloadURL rdf:resource="{url}"/>
</dcat:Distribution></dcat:distribution>"""


@dataclass
class Deposit:
    """One record; ``checksum`` and ``announced`` (bytes) lie where a test says so."""

    number: int
    title: str
    files: dict[str, bytes]
    concept: int = 0
    published: str = "2025-03-01"
    datestamp: str = "2025-03-02T08:00:00Z"
    version: str = "1.0"
    checksum: str | None = None
    announced: int | None = None

    @property
    def doi(self) -> str:
        return f"10.5281/zenodo.{self.number}"

    @property
    def concept_doi(self) -> str:
        return f"10.5281/zenodo.{self.concept or self.number - 1}"


def card(summary: str, **head: Any) -> bytes:
    """A card of schema v1."""
    facts = {
        "id": "https://doi.org/10.5281/zenodo.1",
        "summary": summary,
        "authors": [{"name": "Ada Author", "affiliation": "A university"}],
        "license": "CC-BY-4.0",
        "software_name": "kraken",
        "language": ["lat"],
        "script": ["Latn"],
        "model_type": ["recognition"],
        "metrics": {"cer": 4.12},
        "datasets": ["https://github.com/example/ground-truth"],
    } | head
    body = facts.pop("body", f"# {summary}\n\n## Training data\n\nTen charters.\n")
    return f"---\n{json.dumps(facts, ensure_ascii=False)}\n---\n{body}".encode()


def old_card(summary: str, file: str) -> bytes:
    """A card of schema v0."""
    facts = {
        "name": file,
        "summary": summary,
        "description": "Trained on novels.",
        "authors": [{"name": "Otto Old", "affiliation": ""}],
        "accuracy": 97.5,
        "license": "Apache-2.0",
        "script": ["Latf"],
        "graphemes": ["a", "b", "ſ"],
    }
    return json.dumps(facts).encode()


@dataclass
class Repository:
    """Deposits on a server; ``page_size`` records a page of the list."""

    server: WebServer
    deposits: dict[int, Deposit] = field(default_factory=dict)
    page_size: int = 2

    def __post_init__(self) -> None:
        self.server.prefixes["/api/records"] = self._record
        self.server.prefixes["/files"] = self._file
        self.server.fallback = self._list

    def add(self, deposit: Deposit) -> Deposit:
        self.deposits[deposit.number] = deposit
        return deposit

    @property
    def asked_files(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.server.asked if "/files/" in path]

    def _list(self, path: str) -> Answer:
        query = parse_qs(urlsplit(path).query)
        if urlsplit(path).path != "/oai2d" or query["verb"] != ["ListRecords"]:
            return Answer(b"nothing here", 404)
        token = query.get("resumptionToken", [""])[0]
        if not token and (query["metadataPrefix"], query["set"]) != (["dcat"], ["user-ocr_models"]):
            return Answer(b"no such set", 422)
        return Answer(self._page(int(token or 0)), headers={"Content-Type": "text/xml"})

    def _page(self, start: int) -> bytes:
        end = start + self.page_size
        rows = list(self.deposits.values())
        token = f'<resumptionToken cursor="{start}" completeListSize="{len(rows)}">' + (
            f"{end}</resumptionToken>" if end < len(rows) else "</resumptionToken>"
        )
        records = "".join(self._entry(deposit) for deposit in rows[start:end])
        content = f"<ListRecords>{records}{token}</ListRecords>"
        if not rows:
            content = '<error code="noRecordsMatch">No records.</error>'
        return _PAGE.format(content=content).encode()

    def _entry(self, deposit: Deposit) -> str:
        files = "".join(
            _FILE.format(doi=deposit.doi, size=len(body), url=escape(self._url(deposit, name)))
            for name, body in deposit.files.items()
        )
        return _RECORD.format(
            number=deposit.number,
            datestamp=deposit.datestamp,
            doi=deposit.doi,
            concept=deposit.concept_doi,
            title=escape(deposit.title),
            published=deposit.published,
            year=deposit.published[:4],
            files=files,
        )

    def _url(self, deposit: Deposit, name: str) -> str:
        return self.server.url(f"/files/{deposit.number}/{quote(name)}")

    def _record(self, rest: str) -> Answer:
        deposit = self.deposits.get(int(rest.strip("/")))
        if deposit is None:
            return Answer(b'{"status": 404}', 404)
        files = [
            {
                "key": name,
                "size": deposit.announced or len(body),
                "checksum": deposit.checksum
                if deposit.checksum is not None
                else f"md5:{hashlib.md5(body, usedforsecurity=False).hexdigest()}",
                "links": {"self": self._url(deposit, name)},
            }
            for name, body in deposit.files.items()
        ]
        data = {
            "id": deposit.number,
            "doi": deposit.doi,
            "conceptdoi": deposit.concept_doi,
            "metadata": {"title": deposit.title, "version": deposit.version},
            "files": files,
        }
        return Answer(json.dumps(data).encode(), headers={"Content-Type": "application/json"})

    def _file(self, rest: str) -> Answer:
        number, _, name = rest.strip("/").partition("/")
        for known, body in self.deposits[int(number)].files.items():
            if quote(known) == name:
                return Answer(body)
        return Answer(b"no such file", 404)
