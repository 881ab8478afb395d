"""From which scale on do prompting techniques and finetuning help?"""
