from benchmarks.kindergartens import ATTRIBUTES, read_kindergartens


def test_the_file_holds_the_published_kindergartens() -> None:
    schools = read_kindergartens()

    assert len(schools) == 78
    assert sum(len(school.formed) for school in schools) == 4404
    assert sum(school.class_count for school in schools) == 206
    assert sum(len(set(s.levels[name])) for s in schools for name in ATTRIBUTES) == 958


def test_sizes_formed_count_the_pupils_of_each_class() -> None:
    school = read_kindergartens()[0]

    assert sum(school.sizes_formed()) == len(school.formed)
    assert school.problem(school.sizes_formed()).class_count == len(school.sizes_formed())
