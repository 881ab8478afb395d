"""Run the study's notebooks: parameters in, executed notebooks and book out."""
