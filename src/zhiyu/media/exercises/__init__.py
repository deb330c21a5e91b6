"""Interactive courseware: what a ZIP of SCORM or plain HTML holds, and how its files are sent."""
