"""A text and the day it was written in, its time expressions out. Reads no clock, no file but rules, no network."""
