from uuid import UUID

from zhiyu.tracing import seeds


def test_each_course_epoch_and_film_has_a_secret_of_its_own_that_stays() -> None:
    one, other = UUID(int=1), UUID(int=2)
    made = [seeds.code_seed(course_id=1), seeds.code_seed(course_id=2), seeds.code_seed(course_id=1, epoch=2)]
    made += [seeds.mark_key(asset_id=one), seeds.mark_key(asset_id=other)]
    assert len(set(made)) == len(made)
    assert seeds.code_seed(course_id=1) == made[0]
    assert [len(one) for one in made] == [16, 16, 16, 32, 32]
