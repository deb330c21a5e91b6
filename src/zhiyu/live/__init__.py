"""Live classes. For apps above (the room): ``queries.facts(class_id, user)`` says all that a page must know,
``events`` what happened, and ``live/player.html`` is the picture with its waiting, interrupted and ended states.
A class is one ``LiveClass`` with a lesson of its own in its course; who may watch it is who may open that lesson.
"""
