"""The list of what the program is made of, as SPDX 2.3 in JSON: from NOTICE and from the versions that the build resolved."""

import hashlib
import json
import pathlib
import re
import subprocess

# Names of NOTICE that carry a Debian package's version.
DEBIAN = {"sqlite3": "libsqlite3-dev", "z": "zlib1g-dev", "zstd": "libzstd-dev", "lz4": "liblz4-dev", "c": "libc6",
          "stdc++": "libstdc++-12-dev", "gcc": "libgcc-12-dev", "pcap": "libpcap0.8", "xml2": "libxml2", "opus": "libopus0",
          "spandsp": "libspandsp2", "bcg729": "libbcg729-0"}
TOOLCHAIN = {"swift", "Foundation", "ICU", "dispatch"}


def debian_version(package):
    """The version installed here; `None` if it is not."""
    done = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def document(root, program, version, commit, when):
    """The document, with its members in a fixed order."""
    rows = []
    lines = iter((root / "NOTICE").read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith("library "):
            break
    for line in lines:
        match = re.match(r"(\S+)\s+(bundled|linked|system|loaded)\s+(.+?)\s{2,}(\S+)", line)
        if match:
            rows.append(match.groups())
    pins = json.loads((root / "Package.resolved").read_text(encoding="utf-8"))["pins"]
    versions = {pin["identity"]: (pin["state"].get("version"), pin["state"].get("revision")) for pin in pins}
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    swift = re.search(r"Swift version (\S+)", swift)

    digest = hashlib.sha256(pathlib.Path(program).read_bytes()).hexdigest()
    packages = [{
        "SPDXID": "SPDXRef-earshot", "name": "earshot", "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION", "primaryPackagePurpose": "APPLICATION", "sourceInfo": f"commit {commit}",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    }]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-earshot")]
    for name, how, licence, source in rows:
        identity = f"SPDXRef-{re.sub(r'[^A-Za-z0-9.-]', '-', name)}"
        found, revision = versions.get(name.lower(), (None, None))
        if name in TOOLCHAIN and swift:
            found = swift.group(1)
        if name in DEBIAN and how != "loaded":
            found = debian_version(DEBIAN[name])
        package = {"SPDXID": identity, "name": name, "downloadLocation": source, "filesAnalyzed": False,
                   "licenseConcluded": licence,
                   "licenseDeclared": licence, "copyrightText": "NOASSERTION"}
        if found:
            package["versionInfo"] = found
        if revision:
            package["sourceInfo"] = f"revision {revision}"
        packages.append(package)
        relations.append(("SPDXRef-earshot", "DYNAMIC_LINK" if how in ("system", "linked") else
                          "STATIC_LINK" if how == "bundled" else "OPTIONAL_DEPENDENCY_OF", identity))
    # An optional dependency is said from its own side.
    relations = [(to, kind, of) if kind == "OPTIONAL_DEPENDENCY_OF" else (of, kind, to) for of, kind, to in relations]
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"earshot-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/earshot-{version}-{digest}",
        "creationInfo": {"created": when, "creators": ["Tool: scripts/package"]},
        "packages": packages,
        "relationships": [{"spdxElementId": of, "relationshipType": kind, "relatedSpdxElement": to}
                          for of, kind, to in relations],
    }
