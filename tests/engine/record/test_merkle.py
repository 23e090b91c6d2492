import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.canonical import Document
from junheng.engine.record.merkle import (
    LeafTree,
    document_leaf,
    inclusion_path,
    leaf_hash,
    root_from_path,
    tree_root,
)

SIZES = [*range(1, 34), 63, 64, 65, 100]


def hashes_of(suite: Suite, count: int) -> list[bytes]:
    return [leaf_hash(suite, b"entry %d" % index) for index in range(count)]


def root_by_definition(suite: Suite, hashes: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 as it is written."""
    if not hashes:
        return suite.digest(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    left = root_by_definition(suite, hashes[:split])
    return suite.digest(b"\x01" + left + root_by_definition(suite, hashes[split:]))


def path_by_definition(suite: Suite, index: int, hashes: list[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.3.1 as it is written."""
    if len(hashes) == 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if index < split:
        beside = root_by_definition(suite, hashes[split:])
        return [*path_by_definition(suite, index, hashes[:split]), beside]
    beside = root_by_definition(suite, hashes[:split])
    return [*path_by_definition(suite, index - split, hashes[split:]), beside]


@pytest.mark.parametrize("suite", [INTL, GM])
@pytest.mark.parametrize("count", [0, *SIZES])
def test_roots_and_paths_follow_the_definition(suite: Suite, count: int) -> None:
    hashes = hashes_of(suite, count)

    assert tree_root(suite, hashes) == root_by_definition(suite, hashes)
    for index in {0, count // 3, count - 1} if count else ():
        path = inclusion_path(suite, index, hashes)
        assert list(path) == path_by_definition(suite, index, hashes)


def test_roots_and_paths_agree_with_pymerkle() -> None:
    tree = InmemoryTree(algorithm="sha256")
    hashes: list[bytes] = []
    for index in range(40):
        tree.append_entry(b"entry %d" % index)
        hashes.append(leaf_hash(INTL, b"entry %d" % index))
        assert tree.get_root() == tree_root(INTL, hashes)

    for index in range(40):
        # pymerkle counts from 1 and lists the leaf itself first.
        proof = tree.prove_inclusion(index + 1, 40).serialize()
        path = [entry.hex() for entry in inclusion_path(INTL, index, hashes)]
        assert set(proof["path"]) - {hashes[index].hex()} == set(path)
        assert len(proof["path"]) == len(path) + 1


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(1, 70), st.data())
def test_a_path_leads_to_the_root_and_nothing_else_does(count: int, drawn: st.DataObject) -> None:
    hashes = hashes_of(INTL, count)
    index = drawn.draw(st.integers(0, count - 1))
    root, path = tree_root(INTL, hashes), inclusion_path(INTL, index, hashes)

    assert root_from_path(INTL, hashes[index], index, count, path) == root
    assert root_from_path(INTL, bytes(32), index, count, path) != root
    for place in range(len(path)):
        changed = (*path[:place], bytes(32), *path[place + 1 :])
        assert root_from_path(INTL, hashes[index], index, count, changed) != root


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8])
def test_a_path_of_wrong_length_is_refused(count: int) -> None:
    hashes = hashes_of(INTL, count)
    path = inclusion_path(INTL, 0, hashes)

    for wrong in [(*path, bytes(32)), *([path[:-1]] if path else [])]:
        with pytest.raises(JunhengError) as refusal:
            root_from_path(INTL, hashes[0], 0, count, wrong)
        assert refusal.value.code == "path_length_wrong"


@pytest.mark.parametrize("index", [-1, 5])
def test_an_index_outside_the_tree_is_refused(index: int) -> None:
    hashes = hashes_of(INTL, 5)

    for call in (
        lambda: inclusion_path(INTL, index, hashes),
        lambda: root_from_path(INTL, hashes[0], index, 5, []),
    ):
        with pytest.raises(JunhengError) as refusal:
            call()
        assert refusal.value.code == "leaf_index_out_of_range"


def leaf(number: int) -> Document:
    return {"_t": "sg1/leaf-s", "sid": f"B{number}"}


@pytest.mark.parametrize("suite", [INTL, GM])
@pytest.mark.parametrize("count", [0, 1, 2, 13])
def test_a_tree_of_documents_does_not_depend_on_their_order(suite: Suite, count: int) -> None:
    documents = [leaf(number) for number in range(count)]

    tree = LeafTree.of_documents(suite, documents)
    turned = LeafTree.of_documents(suite, reversed(documents))

    assert tree == turned
    assert tree.leaves == sorted(document_leaf(suite, document).hex() for document in documents)
    assert tree.root == root_by_definition(suite, list(tree.hashes)).hex()
    for document in documents:
        index = tree.index_of(document)
        path = [bytes.fromhex(entry) for entry in tree.path_of(index)]
        reached = root_from_path(suite, document_leaf(suite, document), index, count, path)
        assert reached.hex() == tree.root


def test_a_leaf_that_occurs_twice_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        LeafTree.of_documents(INTL, [leaf(1), leaf(2), leaf(1)])

    assert refusal.value.code == "leaf_twice"


def test_a_leaf_outside_the_tree_is_not_found() -> None:
    tree = LeafTree.of_documents(INTL, [leaf(1)])

    with pytest.raises(JunhengError) as refusal:
        tree.index_of(leaf(2))

    assert refusal.value.code == "leaf_not_in_tree"
