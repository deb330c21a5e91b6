"""What a promotion that names products is for."""

# What is for a course is for its intakes too, whichever are opened while it runs.
WITH_INTAKES = """
cross join lateral (select x.product_id as id union all
  select i.product_id from catalog_course c join catalog_intake i on i.course_id = c.id
  where c.product_id = x.product_id
) goods join catalog_product p on p.id = goods.id
"""
