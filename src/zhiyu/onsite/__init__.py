"""Classes at a place (线下课): a lesson with a time, an address and seats. Who may come is who may open the lesson;
being there completes it. ``queries.facts_of_lesson`` says all that a lesson's page must know.
"""
