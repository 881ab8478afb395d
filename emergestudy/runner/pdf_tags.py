"""Join the structure trees of tagged PDFs: what a screen reader follows."""

from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

_ROOT = "/StructTreeRoot"


class Tags:
    """Structure trees of the parts of a document, to be joined into one."""

    def __init__(self) -> None:
        self._kids, self._parents, self._ids, self._next = [], [], {}, 0
        self._roles = DictionaryObject()

    def add(self, reader: PdfReader, writer: PdfWriter, start: int) -> None:
        """Take over the tree of a part.

        Parameters
        ----------
        reader : PdfReader
            The part.
        writer : PdfWriter
            The document; the part's pages are in it already.
        start : int
            Number of the part's first page there.
        """
        if _ROOT not in reader.root_object:
            return
        _prune(reader.root_object[_ROOT])
        tree = reader.root_object[_ROOT].clone(writer)
        self._kids += _kids(tree)
        self._roles.update(tree.get("/RoleMap", {}))
        entries = dict(_entries(tree["/ParentTree"], "/Nums"))
        for key, value in entries.items():
            self._parents.append((key + self._next, value))
        for page, old in zip(writer.pages[start:], reader.pages, strict=True):
            if (key := old.get("/StructParents")) is not None:
                page[NameObject("/StructParents")] = NumberObject(key + self._next)
            for link in page.get("/Annots", []):
                link = link.get_object()
                if (key := link.get("/StructParent")) is not None:
                    link[NameObject("/StructParent")] = NumberObject(key + self._next)
        names = dict(_entries(tree.get("/IDTree", {}), "/Names"))
        for name, element in names.items():
            self._rename(name, element, start)
        self._next += max(entries, default=-1) + 1

    def finish(self, writer: PdfWriter) -> None:
        """Put the joined tree into the document."""
        if not self._kids:
            return
        root = DictionaryObject({NameObject("/Type"): NameObject(_ROOT)})
        place = writer._add_object(root)
        top = {"/Type": NameObject("/StructElem"), "/S": NameObject("/Document")}
        top |= {"/P": place, "/K": ArrayObject(self._kids)}
        whole = writer._add_object(_dictionary(top))
        for kid in self._kids:
            kid.get_object()[NameObject("/P")] = whole
        parents = [x for k, v in sorted(self._parents, key=_first) for x in (k, v)]
        numbers = [NumberObject(x) if type(x) is int else x for x in parents]
        names = [x for k, v in sorted(self._ids.items()) for x in (_text(k), v)]
        told = {
            "/K": ArrayObject([whole]),
            "/ParentTree": _dictionary({"/Nums": ArrayObject(numbers)}),
            "/ParentTreeNextKey": NumberObject(self._next),
            "/IDTree": _dictionary({"/Names": ArrayObject(names)}),
            "/RoleMap": self._roles,
        }
        root.update(_dictionary(told))
        writer.root_object[NameObject(_ROOT)] = place
        marked = {"/Marked": BooleanObject(True)}
        writer.root_object[NameObject("/MarkInfo")] = _dictionary(marked)

    def _rename(self, name: str, element: object, start: int) -> None:
        """Give a table cell a name that no other part uses; headers go by name."""
        found = element.get_object()
        found[NameObject("/ID")] = _text(f"{start}-{name}")
        self._ids[f"{start}-{name}"] = element
        told = found.get("/A", [])
        for each in told if isinstance(told, ArrayObject) else [told]:
            heads = each.get_object().get("/Headers")
            if heads is not None:
                new = ArrayObject(_text(f"{start}-{_plain(h)}") for h in heads)
                each.get_object()[NameObject("/Headers")] = new


def _prune(tree: DictionaryObject) -> None:
    """Take elements that say nothing, a browser's plain boxes, out of a tree."""
    moved = {}
    for top in _kids(tree):
        _adopt(top, top, moved)
    for _, marks in _entries(tree["/ParentTree"], "/Nums"):
        marks = marks.get_object()
        if isinstance(marks, ArrayObject):
            for n, mark in enumerate(list.__iter__(marks)):
                if isinstance(mark, IndirectObject):
                    marks[n] = moved.get(mark.idnum, mark)


def _adopt(place: IndirectObject, keeper: IndirectObject, moved: dict) -> None:
    """Give an element, or the one that takes its place, the kids worth keeping."""
    element, parent = place.get_object(), keeper.get_object()
    kids = _kids(element)
    if place is keeper:
        element[NameObject("/K")] = ArrayObject()
    for kid in kids:
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and "/S" in found:
            if found["/S"] == "/NonStruct" and not {"/A", "/ID", "/Alt"} & set(found):
                moved[kid.idnum] = keeper
                _adopt(kid, keeper, moved)
                continue
            found[NameObject("/P")] = keeper
            parent["/K"].append(kid)
            _adopt(kid, kid, moved)
        else:
            parent["/K"].append(_mark(kid, element, parent))


def _mark(kid: object, element: DictionaryObject, parent: DictionaryObject) -> object:
    """Return a piece of a page's content as a kid of an element maybe elsewhere."""
    if not isinstance(kid.get_object(), int) or "/Pg" not in element:
        return kid
    page = element.raw_get("/Pg")
    if parent.setdefault(NameObject("/Pg"), page) == page:
        return kid
    told = {"/Type": NameObject("/MCR"), "/Pg": page, "/MCID": kid}
    return _dictionary(told)


def _kids(element: DictionaryObject) -> list:
    if "/K" not in element:
        return []
    kids = element["/K"]
    single = not isinstance(kids, ArrayObject)
    return [element.raw_get("/K")] if single else list(list.__iter__(kids))


def _entries(tree: DictionaryObject, kind: str) -> Iterator[tuple]:
    """Walk a number or name tree."""
    tree = tree.get_object() if hasattr(tree, "get_object") else tree
    flat = tree.get(kind, [])
    for n in range(0, len(flat), 2):
        key = flat[n]
        value = list.__getitem__(flat, n + 1)
        yield (int(key) if kind == "/Nums" else _plain(key)), value
    for kid in tree.get("/Kids", []):
        yield from _entries(kid.get_object(), kind)


def _plain(text: object) -> str:
    text = text.get_object()
    return text.decode("latin-1") if isinstance(text, bytes) else str(text)


def _text(text: str) -> TextStringObject:
    return TextStringObject(text)


def _first(pair: tuple) -> object:
    return pair[0]


def _dictionary(given: dict) -> DictionaryObject:
    return DictionaryObject({NameObject(k): v for k, v in given.items()})
